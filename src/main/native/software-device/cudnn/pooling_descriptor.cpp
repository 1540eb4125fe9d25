// cudnnPoolingDescriptor_t and the output size it gives.
#include <algorithm>

#include "descriptors.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

constexpr int kMaxSpatial = kMaxDimensions - 2;

Status assign(void* descriptor, int mode, int nan_option, int spatial, const int* window, const int* padding, const int* stride) {
  Pooling* pooling = find<Pooling>(descriptor);
  if (pooling == nullptr || spatial < 1) return kBadParam;
  if (spatial > kMaxSpatial) return kNotSupported;
  if (mode < kPoolingMax || mode > kPoolingMaxDeterministic) return kBadParam;
  if (nan_option != kNotPropagateNan && nan_option != kPropagateNan) return kBadParam;
  pooling->mode = mode;
  pooling->nan_option = nan_option;
  pooling->spatial = spatial;
  for (int i = 0; i < spatial; i++) {
    if (window[i] <= 0) return kBadParam;
    pooling->window[i] = window[i];
    // Padding may be negative or exceed the window: the real library takes both.
    pooling->padding[i] = padding[i];
    if (stride[i] <= 0) return kBadParam;
    pooling->stride[i] = stride[i];
  }
  return kSuccess;
}

// Writes the extents up to the one where the window exceeds the padded input.
Status output_dims(const void* pooling_descriptor, const void* input_descriptor, int rank, int* out) {
  const Pooling* pooling = find<Pooling>(pooling_descriptor);
  const Tensor* input = find<Tensor>(input_descriptor);
  if (pooling == nullptr || input == nullptr || input->rank != rank || pooling->spatial != rank - 2 || !pooling->is_usable()) return kBadParam;
  out[0] = input->dims[0];
  out[1] = input->dims[1];
  if (input->lanes > 1) {
    if (input->type != kInt8x4 && input->type != kInt8x32) return kBadParam;
    out[1] *= input->lanes;
  }
  for (int i = 0; i < rank - 2; i++) {
    const int room = wrapped(std::int64_t{input->dims[i + 2]} + 2 * std::int64_t{pooling->padding[i]} - pooling->window[i]);
    if (room < 0) return kBadParam;
    out[i + 2] = wrapped(std::int64_t{room / pooling->stride[i]} + 1);
  }
  return kSuccess;
}

}  // namespace

GRAFT_CUDNN_API Status cudnnCreatePoolingDescriptor(void** descriptor) {
  const ApiCall api_call("cudnnCreatePoolingDescriptor");
  return create<Pooling>(descriptor);
}

GRAFT_CUDNN_API Status cudnnDestroyPoolingDescriptor(void* descriptor) {
  const ApiCall api_call("cudnnDestroyPoolingDescriptor");
  return destroy<Pooling>(descriptor);
}

GRAFT_CUDNN_API Status cudnnSetPooling2dDescriptor(
    void* descriptor, int mode, int nan_option, int window_h, int window_w, int pad_h, int pad_w, int stride_h, int stride_w) {
  const ApiCall api_call("cudnnSetPooling2dDescriptor");
  const int window[] = {window_h, window_w};
  const int padding[] = {pad_h, pad_w};
  const int stride[] = {stride_h, stride_w};
  return assign(descriptor, mode, nan_option, 2, window, padding, stride);
}

GRAFT_CUDNN_API Status cudnnGetPooling2dDescriptor(
    const void* descriptor, int* mode, int* nan_option, int* window_h, int* window_w, int* pad_h, int* pad_w, int* stride_h, int* stride_w) {
  const ApiCall api_call("cudnnGetPooling2dDescriptor");
  const Pooling* pooling = find<Pooling>(descriptor);
  if (pooling == nullptr) return kBadParam;
  int* const outputs[] = {mode, nan_option, window_h, window_w, pad_h, pad_w, stride_h, stride_w};
  if (std::find(std::begin(outputs), std::end(outputs), nullptr) != std::end(outputs)) return kBadParam;
  *mode = pooling->mode;
  *nan_option = pooling->nan_option;
  *window_h = pooling->window[0];
  *window_w = pooling->window[1];
  *pad_h = pooling->padding[0];
  *pad_w = pooling->padding[1];
  *stride_h = pooling->stride[0];
  *stride_w = pooling->stride[1];
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetPoolingNdDescriptor(
    void* descriptor, int mode, int nan_option, int spatial, const int* window, const int* padding, const int* stride) {
  const ApiCall api_call("cudnnSetPoolingNdDescriptor");
  if (find<Pooling>(descriptor) == nullptr || window == nullptr || padding == nullptr || stride == nullptr) return kBadParam;
  return assign(descriptor, mode, nan_option, spatial, window, padding, stride);
}

GRAFT_CUDNN_API Status cudnnGetPoolingNdDescriptor(
    const void* descriptor, int requested, int* mode, int* nan_option, int* spatial, int* window, int* padding, int* stride) {
  const ApiCall api_call("cudnnGetPoolingNdDescriptor");
  const Pooling* pooling = find<Pooling>(descriptor);
  if (pooling == nullptr || mode == nullptr || nan_option == nullptr || spatial == nullptr || window == nullptr || padding == nullptr ||
      stride == nullptr) {
    return kBadParam;
  }
  if (requested > kMaxSpatial) return kNotSupported;
  const int count = std::max(requested, 0);
  std::copy(pooling->window.begin(), pooling->window.begin() + count, window);
  std::copy(pooling->padding.begin(), pooling->padding.begin() + count, padding);
  std::copy(pooling->stride.begin(), pooling->stride.begin() + count, stride);
  *mode = pooling->mode;
  *nan_option = pooling->nan_option;
  *spatial = pooling->spatial;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetPooling2dForwardOutputDim(const void* pooling, const void* input, int* n, int* c, int* h, int* w) {
  const ApiCall api_call("cudnnGetPooling2dForwardOutputDim");
  if (n == nullptr || c == nullptr || h == nullptr || w == nullptr) return kBadParam;
  int out[4] = {};
  const Status status = output_dims(pooling, input, 4, out);
  *n = out[0];
  *c = out[1];
  *h = out[2];
  *w = out[3];
  return status;
}

GRAFT_CUDNN_API Status cudnnGetPoolingNdForwardOutputDim(const void* pooling, const void* input, int rank, int* out) {
  const ApiCall api_call("cudnnGetPoolingNdForwardOutputDim");
  if (out == nullptr) return kBadParam;
  return output_dims(pooling, input, rank, out);
}
