// cudnnPoolingForward, cudnnPoolingBackward.
#include "kernels/pooling.h"
#include "submit.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

Status read_problem(const Pooling& pooling, const Tensor& x, const Tensor& y, PoolingProblem* problem) {
  if (x.rank != y.rank || x.type != y.type || pooling.spatial != x.rank - 2) return kBadParam;
  if (x.dims[0] != y.dims[0] || x.dims[1] != y.dims[1]) return kBadParam;
  for (int i = 0; i < pooling.spatial; i++) {
    const std::int64_t room = std::int64_t{x.dims[i + 2]} + 2 * std::int64_t{pooling.padding[i]} - pooling.window[i];
    if (room < 0 || y.dims[i + 2] != room / pooling.stride[i] + 1) return kBadParam;
  }
  if (x.rank != 4 || x.type != kFloat || x.has_negative_stride() || y.has_negative_stride()) return kNotSupported;
  problem->mode = pooling.mode;
  problem->nan_option = pooling.nan_option;
  problem->window_h = pooling.window[0];
  problem->window_w = pooling.window[1];
  problem->pad_h = pooling.padding[0];
  problem->pad_w = pooling.padding[1];
  problem->stride_h = pooling.stride[0];
  problem->stride_w = pooling.stride[1];
  problem->x = x;
  problem->y = y;
  return kSuccess;
}

double flops(const PoolingProblem& p) { return static_cast<double>(p.y.elements()) * p.window_h * p.window_w; }

}  // namespace

GRAFT_CUDNN_API Status cudnnPoolingForward(
    void* handle, const void* pooling, const void* alpha, const void* x_descriptor, const void* x, const void* beta, const void* y_descriptor, void* y) {
  const ApiCall api_call("cudnnPoolingForward");
  const Handle* found = find<Handle>(handle);
  const Pooling* settings = find_usable<Pooling>(pooling);
  const Tensor* x_tensor = find_usable<Tensor>(x_descriptor);
  const Tensor* y_tensor = find_usable<Tensor>(y_descriptor);
  if (found == nullptr || settings == nullptr || x_tensor == nullptr || y_tensor == nullptr) return kBadParam;
  if (alpha == nullptr || beta == nullptr || x == nullptr || y == nullptr) return kBadParam;
  PoolingProblem problem;
  const Status status = read_problem(*settings, *x_tensor, *y_tensor, &problem);
  if (status != kSuccess) return status;
  std::vector<Operand> operands{reads(x, x_tensor->bytes()), writes(y, y_tensor->bytes())};
  const float a = scalar(alpha), b = scalar(beta);
  if (b != 0) operands.push_back(reads(y, y_tensor->bytes()));
  return submit(*found, "cudnnPoolingForward", std::move(operands), flops(problem), [problem, a, x, b, y] {
    pool_forward(problem, a, static_cast<const float*>(x), b, static_cast<float*>(y));
  });
}

GRAFT_CUDNN_API Status cudnnPoolingBackward(
    void* handle, const void* pooling, const void* alpha, const void* y_descriptor, const void* y, const void* dy_descriptor, const void* dy,
    const void* x_descriptor, const void* x, const void* beta, const void* dx_descriptor, void* dx) {
  const ApiCall api_call("cudnnPoolingBackward");
  const Handle* found = find<Handle>(handle);
  const Pooling* settings = find_usable<Pooling>(pooling);
  const Tensor* y_tensor = find_usable<Tensor>(y_descriptor);
  const Tensor* dy_tensor = find_usable<Tensor>(dy_descriptor);
  const Tensor* x_tensor = find_usable<Tensor>(x_descriptor);
  const Tensor* dx_tensor = find_usable<Tensor>(dx_descriptor);
  if (found == nullptr || settings == nullptr || y_tensor == nullptr || dy_tensor == nullptr || x_tensor == nullptr || dx_tensor == nullptr) return kBadParam;
  if (alpha == nullptr || beta == nullptr || y == nullptr || dy == nullptr || x == nullptr || dx == nullptr) return kBadParam;
  // Shapes, strides and types of a tensor and its gradient have to agree.
  if (!(*y_tensor == *dy_tensor) || !(*x_tensor == *dx_tensor)) return kBadParam;
  PoolingProblem problem;
  const Status status = read_problem(*settings, *x_tensor, *y_tensor, &problem);
  if (status != kSuccess) return status;
  std::vector<Operand> operands{reads(y, y_tensor->bytes()), reads(dy, y_tensor->bytes()), reads(x, x_tensor->bytes()), writes(dx, x_tensor->bytes())};
  const float a = scalar(alpha), b = scalar(beta);
  if (b != 0) operands.push_back(reads(dx, x_tensor->bytes()));
  return submit(*found, "cudnnPoolingBackward", std::move(operands), flops(problem), [problem, a, dy, x, b, dx] {
    pool_backward(problem, a, static_cast<const float*>(dy), static_cast<const float*>(x), b, static_cast<float*>(dx));
  });
}
