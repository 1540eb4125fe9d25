// cudnnAddTensor, cudnnSetTensor, cudnnScaleTensor.
#include "../elementwise.h"
#include "../submit.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

// c = alpha * a + beta * c, where `a` is repeated along the dimensions in which it has extent one.
GRAFT_CUDNN_API Status cudnnAddTensor(
    void* handle, const void* alpha, const void* a_descriptor, const void* a, const void* beta, const void* c_descriptor, void* c) {
  const ApiCall api_call("cudnnAddTensor");
  const Handle* found = find<Handle>(handle);
  const Tensor* a_tensor = find_usable<Tensor>(a_descriptor);
  const Tensor* c_tensor = find_usable<Tensor>(c_descriptor);
  if (found == nullptr || a_tensor == nullptr || c_tensor == nullptr) return kBadParam;
  if (alpha == nullptr || beta == nullptr || a == nullptr || c == nullptr) return kBadParam;
  if (a_tensor->rank != c_tensor->rank || a_tensor->type != c_tensor->type) return kBadParam;
  for (int i = 0; i < a_tensor->rank; i++)
    if (a_tensor->dims[i] != 1 && a_tensor->dims[i] != c_tensor->dims[i]) return kBadParam;
  if (a_tensor->rank > 5 || a_tensor->type != kFloat || a_tensor->has_negative_stride() || c_tensor->has_negative_stride()) return kNotSupported;
  const float scale_a = scalar(alpha), scale_c = scalar(beta);
  std::vector<Operand> operands{reads(a, a_tensor->bytes()), writes(c, c_tensor->bytes())};
  if (scale_c != 0) operands.push_back(reads(c, c_tensor->bytes()));
  return submit(*found, "cudnnAddTensor", std::move(operands), 2.0 * static_cast<double>(c_tensor->elements()),
                [shape = *c_tensor, addend = broadcast_strides(*a_tensor), scale_a, scale_c, a, c] {
    walk<2>(shape, {addend, shape.strides}, [&](std::int64_t count, const auto& offsets, const auto& steps) {
      const float* from = static_cast<const float*>(a) + offsets[0];
      float* to = static_cast<float*>(c) + offsets[1];
      if (steps[0] == 1 && steps[1] == 1 && scale_a == 1 && scale_c == 1) {
        for (std::int64_t i = 0; i < count; i++) to[i] += from[i];
        return;
      }
      for (std::int64_t i = 0; i < count; i++) {
        float& out = to[i * steps[1]];
        out = scale_a * from[i * steps[0]] + (scale_c == 0 ? 0 : scale_c * out);
      }
    });
  });
}

GRAFT_CUDNN_API Status cudnnSetTensor(void* handle, const void* descriptor, void* y, const void* value) {
  const ApiCall api_call("cudnnSetTensor");
  const Handle* found = find<Handle>(handle);
  const Tensor* tensor = find_usable<Tensor>(descriptor);
  if (found == nullptr || tensor == nullptr || y == nullptr || value == nullptr) return kBadParam;
  if (tensor->type != kFloat || tensor->has_negative_stride()) return kNotSupported;
  return submit(*found, "cudnnSetTensor", {writes(y, tensor->bytes())}, 0, [shape = *tensor, y, fill = scalar(value)] {
    walk<1>(shape, {shape.strides}, [&](std::int64_t count, const auto& offsets, const auto& steps) {
      float* to = static_cast<float*>(y) + offsets[0];
      for (std::int64_t i = 0; i < count; i++) to[i * steps[0]] = fill;
    });
  });
}

GRAFT_CUDNN_API Status cudnnScaleTensor(void* handle, const void* descriptor, void* y, const void* alpha) {
  const ApiCall api_call("cudnnScaleTensor");
  const Handle* found = find<Handle>(handle);
  const Tensor* tensor = find_usable<Tensor>(descriptor);
  if (found == nullptr || tensor == nullptr || y == nullptr || alpha == nullptr) return kBadParam;
  if (tensor->type != kFloat || tensor->has_negative_stride()) return kNotSupported;
  return submit(*found, "cudnnScaleTensor", {reads(y, tensor->bytes()), writes(y, tensor->bytes())}, static_cast<double>(tensor->elements()),
                [shape = *tensor, y, scale = scalar(alpha)] {
    walk<1>(shape, {shape.strides}, [&](std::int64_t count, const auto& offsets, const auto& steps) {
      float* to = static_cast<float*>(y) + offsets[0];
      for (std::int64_t i = 0; i < count; i++) to[i * steps[0]] *= scale;
    });
  });
}
