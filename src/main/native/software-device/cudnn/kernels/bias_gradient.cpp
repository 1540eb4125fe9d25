// cudnnConvolutionBackwardBias: db[k] = alpha * sum over n, h, w of dy[n, k, h, w] + beta * db[k].
#include <memory>

#include "../buffer.h"
#include "../elementwise.h"
#include "../submit.h"
#include "../vector.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;
using graft::soft::parallel_for;

namespace {

constexpr std::int64_t kParts = 64;  // fixed, so that the sum's order does not depend on the number of cores

// Column sums of rows [begin, end) of a row-major matrix with `columns` columns.
void sum_rows(const float* matrix, std::int64_t begin, std::int64_t end, std::int64_t columns, float* sums) {
  std::int64_t column = 0;
  for (; column + 4 * kLanes <= columns; column += 4 * kLanes) {
    Vector total[4] = {};
    for (std::int64_t row = begin; row < end; row++)
      for (int i = 0; i < 4; i++) total[i] += load(matrix + row * columns + column + i * kLanes);
    for (int i = 0; i < 4; i++) store(sums + column + i * kLanes, total[i]);
  }
  for (; column + kLanes <= columns; column += kLanes) {
    Vector total{};
    for (std::int64_t row = begin; row < end; row++) total += load(matrix + row * columns + column);
    store(sums + column, total);
  }
  for (; column < columns; column++) {
    float total = 0;
    for (std::int64_t row = begin; row < end; row++) total += matrix[row * columns + column];
    sums[column] = total;
  }
}

// What a queued bias gradient keeps.
struct BiasGradient {
  Tensor dy;
  std::int64_t db_step;
  float alpha, beta;
  const float* from;
  float* to;
  std::shared_ptr<Buffer> partial;

  void finish(std::int64_t channel, double sum) const {
    float& out = to[channel * db_step];
    out = static_cast<float>(alpha * sum + (beta == 0 ? 0 : double{beta} * out));
  }

  void run_nhwc() const {
    const std::int64_t columns = dy.dims[1], rows = dy.elements() / columns;
    float* sums = partial->floats(static_cast<std::size_t>(kParts * columns));
    parallel_for(kParts, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t part = begin; part < end; part++)
        sum_rows(from, rows * part / kParts, rows * (part + 1) / kParts, columns, sums + part * columns);
    });
    for (std::int64_t channel = 0; channel < columns; channel++) {
      double sum = 0;
      for (std::int64_t part = 0; part < kParts; part++) sum += sums[part * columns + channel];
      finish(channel, sum);
    }
  }

  void run() const {
    if (dy.is_packed_nhwc()) return run_nhwc();
    Tensor plane = dy;
    plane.dims[1] = 1;
    parallel_for(dy.dims[1], 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t channel = begin; channel < end; channel++) {
        double sum = 0;
        const float* base = from + channel * dy.strides[1];
        const std::int64_t count = plane.elements();
        for (std::int64_t index = 0; index < count; index++) {
          std::int64_t rest = index, at = 0;
          for (int i = dy.rank - 1; i >= 0; i--) {
            at += rest % plane.dims[i] * dy.strides[i];
            rest /= plane.dims[i];
          }
          sum += base[at];
        }
        finish(channel, sum);
      }
    });
  }
};

}  // namespace

GRAFT_CUDNN_API Status cudnnConvolutionBackwardBias(
    void* handle, const void* alpha, const void* dy_descriptor, const void* dy, const void* beta, const void* db_descriptor, void* db) {
  const ApiCall api_call("cudnnConvolutionBackwardBias");
  const Handle* found = find<Handle>(handle);
  const Tensor* dy_tensor = find_usable<Tensor>(dy_descriptor);
  const Tensor* db_tensor = find_usable<Tensor>(db_descriptor);
  if (found == nullptr || dy_tensor == nullptr || db_tensor == nullptr) return kBadParam;
  if (alpha == nullptr || beta == nullptr || dy == nullptr || db == nullptr) return kBadParam;
  if (dy_tensor->rank != db_tensor->rank || dy_tensor->type != db_tensor->type) return kBadParam;
  for (int i = 0; i < db_tensor->rank; i++)
    if (db_tensor->dims[i] != (i == 1 ? dy_tensor->dims[1] : 1)) return kBadParam;
  if (dy_tensor->type != kFloat || dy_tensor->has_negative_stride() || db_tensor->has_negative_stride()) return kNotSupported;
  const BiasGradient work{*dy_tensor, db_tensor->strides[1], scalar(alpha), scalar(beta), static_cast<const float*>(dy), static_cast<float*>(db),
                          std::make_shared<Buffer>()};
  std::vector<Operand> operands{reads(dy, dy_tensor->bytes()), writes(db, db_tensor->bytes())};
  if (work.beta != 0) operands.push_back(reads(db, db_tensor->bytes()));
  return submit(*found, "cudnnConvolutionBackwardBias", std::move(operands), static_cast<double>(dy_tensor->elements()), [work] { work.run(); });
}
