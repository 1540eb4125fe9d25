// cudnnSoftmaxForward, cudnnSoftmaxBackward. The softmax runs over c, h and w of an image (INSTANCE) or over c at every
// place of it (CHANNEL).
#include <cmath>

#include "../elementwise.h"
#include "../submit.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

struct SoftmaxProblem {
  int algorithm;
  int mode;
  Tensor x, y;
};

// Calls line(x_offset, y_offset) for every normalised group, then its members through `each`.
template <class Line>
void for_each_group(const SoftmaxProblem& p, Line&& line) {
  const int places = p.mode == kSoftmaxChannel ? static_cast<int>(p.x.elements() / p.x.dims[0] / p.x.dims[1]) : 1;
  graft::soft::parallel_for(std::int64_t{p.x.dims[0]} * places, 64, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t group = begin; group < end; group++) {
      std::int64_t x_offset = group / places * p.x.strides[0], y_offset = group / places * p.y.strides[0];
      std::int64_t rest = group % places;
      for (int i = p.x.rank - 1; i >= 2 && places > 1; i--) {
        x_offset += rest % p.x.dims[i] * p.x.strides[i];
        y_offset += rest % p.x.dims[i] * p.y.strides[i];
        rest /= p.x.dims[i];
      }
      line(x_offset, y_offset);
    }
  });
}

// Calls member(x_offset, y_offset) for the members of a group, in the order c, h, w.
template <class Member>
void for_each_member(const SoftmaxProblem& p, std::int64_t x_offset, std::int64_t y_offset, Member&& member) {
  if (p.mode == kSoftmaxChannel) {
    for (int c = 0; c < p.x.dims[1]; c++) member(x_offset + std::int64_t{c} * p.x.strides[1], y_offset + std::int64_t{c} * p.y.strides[1]);
    return;
  }
  const std::int64_t count = p.x.elements() / p.x.dims[0];
  for (std::int64_t index = 0; index < count; index++) {
    std::int64_t rest = index, x_at = x_offset, y_at = y_offset;
    for (int i = p.x.rank - 1; i >= 1; i--) {
      x_at += rest % p.x.dims[i] * p.x.strides[i];
      y_at += rest % p.x.dims[i] * p.y.strides[i];
      rest /= p.x.dims[i];
    }
    member(x_at, y_at);
  }
}

void softmax_forward(const SoftmaxProblem& p, float alpha, const float* x, float beta, float* y) {
  for_each_group(p, [&](std::int64_t x_offset, std::int64_t y_offset) {
    float largest = -INFINITY;
    for_each_member(p, x_offset, y_offset, [&](std::int64_t x_at, std::int64_t) { largest = std::max(largest, x[x_at]); });
    // FAST skips the subtraction that keeps exp from overflowing; everything else is the same.
    if (p.algorithm == kSoftmaxFast) largest = 0;
    float sum = 0;
    for_each_member(p, x_offset, y_offset, [&](std::int64_t x_at, std::int64_t) { sum += std::exp(x[x_at] - largest); });
    const float log_sum = std::log(sum);
    for_each_member(p, x_offset, y_offset, [&](std::int64_t x_at, std::int64_t y_at) {
      const float shifted = x[x_at] - largest;
      const float value = p.algorithm == kSoftmaxLog ? shifted - log_sum : std::exp(shifted) / sum;
      y[y_at] = alpha * value + (beta == 0 ? 0 : beta * y[y_at]);
    });
  });
}

// dx = y * (dy - sum(y dy)), for LOG dx = dy - exp(y) sum(dy); here p.x describes dx and p.y both y and dy.
void softmax_backward(const SoftmaxProblem& p, float alpha, const float* y, const float* dy, float beta, float* dx) {
  for_each_group(p, [&](std::int64_t x_offset, std::int64_t y_offset) {
    float sum = 0;
    for_each_member(p, x_offset, y_offset, [&](std::int64_t, std::int64_t y_at) { sum += p.algorithm == kSoftmaxLog ? dy[y_at] : y[y_at] * dy[y_at]; });
    for_each_member(p, x_offset, y_offset, [&](std::int64_t x_at, std::int64_t y_at) {
      const float value = p.algorithm == kSoftmaxLog ? dy[y_at] - std::exp(y[y_at]) * sum : y[y_at] * (dy[y_at] - sum);
      dx[x_at] = alpha * value + (beta == 0 ? 0 : beta * dx[x_at]);
    });
  });
}

Status read_problem(int algorithm, int mode, const Tensor& x, const Tensor& y, SoftmaxProblem* problem) {
  if (algorithm < kSoftmaxFast || algorithm > kSoftmaxLog || (mode != kSoftmaxInstance && mode != kSoftmaxChannel)) return kBadParam;
  if (!x.same_shape(y) || x.type != y.type) return kBadParam;
  if (x.type != kFloat || x.rank < 4 || x.rank > 5 || x.has_negative_stride() || y.has_negative_stride()) return kNotSupported;
  *problem = {algorithm, mode, x, y};
  return kSuccess;
}

}  // namespace

GRAFT_CUDNN_API Status cudnnSoftmaxForward(
    void* handle, int algorithm, int mode, const void* alpha, const void* x_descriptor, const void* x, const void* beta, const void* y_descriptor, void* y) {
  const ApiCall api_call("cudnnSoftmaxForward");
  const Handle* found = find<Handle>(handle);
  const Tensor* x_tensor = find_usable<Tensor>(x_descriptor);
  const Tensor* y_tensor = find_usable<Tensor>(y_descriptor);
  if (found == nullptr || x_tensor == nullptr || y_tensor == nullptr) return kBadParam;
  if (alpha == nullptr || beta == nullptr || x == nullptr || y == nullptr) return kBadParam;
  SoftmaxProblem problem;
  const Status status = read_problem(algorithm, mode, *x_tensor, *y_tensor, &problem);
  if (status != kSuccess) return status;
  const float a = scalar(alpha), b = scalar(beta);
  std::vector<Operand> operands{reads(x, x_tensor->bytes()), writes(y, y_tensor->bytes())};
  if (b != 0) operands.push_back(reads(y, y_tensor->bytes()));
  return submit(*found, "cudnnSoftmaxForward", std::move(operands), 5.0 * static_cast<double>(x_tensor->elements()),
                [problem, a, x, b, y] { softmax_forward(problem, a, static_cast<const float*>(x), b, static_cast<float*>(y)); });
}

GRAFT_CUDNN_API Status cudnnSoftmaxBackward(
    void* handle, int algorithm, int mode, const void* alpha, const void* y_descriptor, const void* y, const void* dy_descriptor, const void* dy,
    const void* beta, const void* dx_descriptor, void* dx) {
  const ApiCall api_call("cudnnSoftmaxBackward");
  const Handle* found = find<Handle>(handle);
  const Tensor* y_tensor = find_usable<Tensor>(y_descriptor);
  const Tensor* dy_tensor = find_usable<Tensor>(dy_descriptor);
  const Tensor* dx_tensor = find_usable<Tensor>(dx_descriptor);
  if (found == nullptr || y_tensor == nullptr || dy_tensor == nullptr || dx_tensor == nullptr) return kBadParam;
  if (alpha == nullptr || beta == nullptr || y == nullptr || dy == nullptr || dx == nullptr || !(*y_tensor == *dy_tensor)) return kBadParam;
  SoftmaxProblem problem;
  const Status status = read_problem(algorithm, mode, *dx_tensor, *y_tensor, &problem);
  if (status != kSuccess) return status;
  const float a = scalar(alpha), b = scalar(beta);
  std::vector<Operand> operands{reads(y, y_tensor->bytes()), reads(dy, dy_tensor->bytes()), writes(dx, dx_tensor->bytes())};
  if (b != 0) operands.push_back(reads(dx, dx_tensor->bytes()));
  return submit(*found, "cudnnSoftmaxBackward", std::move(operands), 4.0 * static_cast<double>(dx_tensor->elements()), [problem, a, y, dy, b, dx] {
    softmax_backward(problem, a, static_cast<const float*>(y), static_cast<const float*>(dy), b, static_cast<float*>(dx));
  });
}
