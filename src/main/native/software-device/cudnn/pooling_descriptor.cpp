// cudnnPoolingDescriptor_t and the output size it gives.
#include <algorithm>

#include "descriptors.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

Status assign(void* descriptor, int mode, int nan_option, int spatial, const int* window, const int* padding, const int* stride) {
  Pooling* pooling = find<Pooling>(descriptor);
  if (pooling == nullptr) return kBadParam;
  if (mode < kPoolingMax || mode > kPoolingMaxDeterministic) return kBadParam;
  if (nan_option != kNotPropagateNan && nan_option != kPropagateNan) return kBadParam;
  for (int i = 0; i < spatial; i++)
    // Padding may be negative or exceed the window: the real library takes both.
    if (window[i] <= 0 || stride[i] <= 0) return kBadParam;
  pooling->spatial = spatial;
  pooling->mode = mode;
  pooling->nan_option = nan_option;
  std::copy(window, window + spatial, pooling->window.begin());
  std::copy(padding, padding + spatial, pooling->padding.begin());
  std::copy(stride, stride + spatial, pooling->stride.begin());
  return kSuccess;
}

Status output_dims(const void* pooling_descriptor, const void* input_descriptor, int rank, int* out) {
  std::fill(out, out + rank, 0);
  const Pooling* pooling = find<Pooling>(pooling_descriptor);
  const Tensor* input = find<Tensor>(input_descriptor);
  if (pooling == nullptr || input == nullptr || input->rank != rank || pooling->spatial != rank - 2) return kBadParam;
  int sizes[kMaxDimensions];
  bool fits = true;
  for (int i = 0; i < rank - 2; i++) {
    const std::int64_t room = std::int64_t{input->dims[i + 2]} + 2 * std::int64_t{pooling->padding[i]} - pooling->window[i];
    fits = fits && room >= 0;
    sizes[i] = fits ? static_cast<int>(room / pooling->stride[i] + 1) : 0;
  }
  out[0] = input->dims[0];
  out[1] = input->dims[1];
  if (!fits) return kBadParam;
  std::copy(sizes, sizes + rank - 2, out + 2);
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
  if (find<Pooling>(descriptor) == nullptr || window == nullptr || padding == nullptr || stride == nullptr || spatial < 1) return kBadParam;
  if (spatial > kMaxDimensions - 2) return kNotSupported;
  return assign(descriptor, mode, nan_option, spatial, window, padding, stride);
}

GRAFT_CUDNN_API Status cudnnGetPoolingNdDescriptor(
    const void* descriptor, int requested, int* mode, int* nan_option, int* spatial, int* window, int* padding, int* stride) {
  const ApiCall api_call("cudnnGetPoolingNdDescriptor");
  const Pooling* pooling = find<Pooling>(descriptor);
  if (pooling == nullptr || mode == nullptr || nan_option == nullptr || spatial == nullptr || window == nullptr || padding == nullptr ||
      stride == nullptr || requested < 0) {
    return kBadParam;
  }
  const int count = std::min(requested, pooling->spatial);
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
  int out[4];
  const Status status = output_dims(pooling, input, 4, out);
  *n = out[0];
  *c = out[1];
  *h = out[2];
  *w = out[3];
  return status;
}

GRAFT_CUDNN_API Status cudnnGetPoolingNdForwardOutputDim(const void* pooling, const void* input, int rank, int* out) {
  const ApiCall api_call("cudnnGetPoolingNdForwardOutputDim");
  if (out == nullptr || rank < 3 || rank > kMaxDimensions) return kBadParam;
  return output_dims(pooling, input, rank, out);
}
