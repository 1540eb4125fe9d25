// cudnnConvolutionDescriptor_t: padding, stride, dilation, groups, math type, and the output size they give.
#include <algorithm>

#include "descriptors.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

constexpr int kMaxSpatial = kMaxDimensions - 2;

bool valid_compute_type(int type) { return type == kFloat || type == kDouble || type == kHalf || type == kInt32; }

Status assign(void* descriptor, int spatial, const int* padding, const int* stride, const int* dilation, int mode, int compute_type) {
  Convolution* convolution = find<Convolution>(descriptor);
  if (convolution == nullptr || spatial < 0) return kBadParam;
  if (mode != kTrueConvolution && mode != kCrossCorrelation) return kBadParam;
  if (!valid_compute_type(compute_type)) return kBadParam;
  if (spatial > kMaxSpatial) return kNotSupported;
  convolution->spatial = spatial;
  convolution->mode = mode;
  convolution->compute_type = compute_type;
  for (int i = 0; i < spatial; i++) {
    convolution->padding[i] = padding[i];
    if (padding[i] < 0) return kBadParam;
    convolution->stride[i] = stride[i];
    if (stride[i] <= 0) return kBadParam;
    convolution->dilation[i] = dilation[i];
    if (dilation[i] <= 0) return kBadParam;
  }
  return kSuccess;
}

// Writes the first `wanted` extents, up to the one where the filter exceeds the padded input.
Status output_dims(const void* convolution_descriptor, const void* input_descriptor, const void* filter_descriptor, int wanted, int* out) {
  const Convolution* convolution = find<Convolution>(convolution_descriptor);
  const Tensor* input = find<Tensor>(input_descriptor);
  const Filter* filter = find<Filter>(filter_descriptor);
  if (convolution == nullptr || input == nullptr || filter == nullptr) return kBadParam;
  if (input->rank == 0 || input->rank != filter->rank || convolution->spatial != input->rank - 2 || wanted > input->rank) return kBadParam;
  if (!convolution->is_usable()) return kBadParam;
  if (input->dims[1] != wrapped(std::int64_t{filter->dims[1]} * convolution->groups)) return kBadParam;
  out[0] = input->dims[0];
  out[1] = filter->dims[0];
  for (int i = 0; i < wanted - 2; i++) {
    const int reach = wrapped(std::int64_t{filter->dims[i + 2] - 1} * convolution->dilation[i] + 1);
    const int padded = wrapped(std::int64_t{input->dims[i + 2]} + 2 * std::int64_t{convolution->padding[i]});
    if (reach > padded) return kBadParam;
    out[i + 2] = wrapped(std::int64_t{wrapped(std::int64_t{padded} - reach) / convolution->stride[i]} + 1);
  }
  return kSuccess;
}

}  // namespace

GRAFT_CUDNN_API Status cudnnCreateConvolutionDescriptor(void** descriptor) {
  const ApiCall api_call("cudnnCreateConvolutionDescriptor");
  return create<Convolution>(descriptor);
}

GRAFT_CUDNN_API Status cudnnDestroyConvolutionDescriptor(void* descriptor) {
  const ApiCall api_call("cudnnDestroyConvolutionDescriptor");
  return destroy<Convolution>(descriptor);
}

GRAFT_CUDNN_API Status cudnnSetConvolution2dDescriptor(
    void* descriptor, int pad_h, int pad_w, int stride_h, int stride_w, int dilation_h, int dilation_w, int mode, int compute_type) {
  const ApiCall api_call("cudnnSetConvolution2dDescriptor");
  const int padding[] = {pad_h, pad_w};
  const int stride[] = {stride_h, stride_w};
  const int dilation[] = {dilation_h, dilation_w};
  return assign(descriptor, 2, padding, stride, dilation, mode, compute_type);
}

GRAFT_CUDNN_API Status cudnnGetConvolution2dDescriptor(
    const void* descriptor, int* pad_h, int* pad_w, int* stride_h, int* stride_w, int* dilation_h, int* dilation_w, int* mode, int* compute_type) {
  const ApiCall api_call("cudnnGetConvolution2dDescriptor");
  const Convolution* convolution = find<Convolution>(descriptor);
  if (convolution == nullptr) return kBadParam;
  int* const outputs[] = {pad_h, pad_w, stride_h, stride_w, dilation_h, dilation_w, mode, compute_type};
  if (std::find(std::begin(outputs), std::end(outputs), nullptr) != std::end(outputs)) return kBadParam;
  *pad_h = convolution->padding[0];
  *pad_w = convolution->padding[1];
  *stride_h = convolution->stride[0];
  *stride_w = convolution->stride[1];
  *dilation_h = convolution->dilation[0];
  *dilation_w = convolution->dilation[1];
  *mode = convolution->mode;
  *compute_type = convolution->compute_type;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetConvolutionNdDescriptor(
    void* descriptor, int spatial, const int* padding, const int* stride, const int* dilation, int mode, int compute_type) {
  const ApiCall api_call("cudnnSetConvolutionNdDescriptor");
  if (find<Convolution>(descriptor) == nullptr || padding == nullptr || stride == nullptr || dilation == nullptr) return kBadParam;
  return assign(descriptor, spatial, padding, stride, dilation, mode, compute_type);
}

GRAFT_CUDNN_API Status cudnnGetConvolutionNdDescriptor(
    const void* descriptor, int requested, int* spatial, int* padding, int* stride, int* dilation, int* mode, int* compute_type) {
  const ApiCall api_call("cudnnGetConvolutionNdDescriptor");
  const Convolution* convolution = find<Convolution>(descriptor);
  if (convolution == nullptr || spatial == nullptr || padding == nullptr || stride == nullptr || dilation == nullptr || mode == nullptr ||
      compute_type == nullptr || requested < 0) {
    return kBadParam;
  }
  if (requested > kMaxSpatial) return kNotSupported;
  std::copy(convolution->padding.begin(), convolution->padding.begin() + requested, padding);
  std::copy(convolution->stride.begin(), convolution->stride.begin() + requested, stride);
  std::copy(convolution->dilation.begin(), convolution->dilation.begin() + requested, dilation);
  *spatial = convolution->spatial;
  *mode = convolution->mode;
  *compute_type = convolution->compute_type;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetConvolutionMathType(void* descriptor, int math_type) {
  const ApiCall api_call("cudnnSetConvolutionMathType");
  Convolution* convolution = find<Convolution>(descriptor);
  if (convolution == nullptr || math_type < kDefaultMath || math_type > kFmaMath) return kBadParam;
  convolution->math_type = math_type;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetConvolutionMathType(const void* descriptor, int* math_type) {
  const ApiCall api_call("cudnnGetConvolutionMathType");
  const Convolution* convolution = find<Convolution>(descriptor);
  if (convolution == nullptr || math_type == nullptr) return kBadParam;
  *math_type = convolution->math_type;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetConvolutionGroupCount(void* descriptor, int groups) {
  const ApiCall api_call("cudnnSetConvolutionGroupCount");
  Convolution* convolution = find<Convolution>(descriptor);
  if (convolution == nullptr || groups < 1) return kBadParam;
  convolution->groups = groups;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetConvolutionGroupCount(const void* descriptor, int* groups) {
  const ApiCall api_call("cudnnGetConvolutionGroupCount");
  const Convolution* convolution = find<Convolution>(descriptor);
  if (convolution == nullptr || groups == nullptr) return kBadParam;
  *groups = convolution->groups;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetConvolution2dForwardOutputDim(
    const void* convolution, const void* input, const void* filter, int* n, int* c, int* h, int* w) {
  const ApiCall api_call("cudnnGetConvolution2dForwardOutputDim");
  if (n == nullptr || c == nullptr || h == nullptr || w == nullptr) return kBadParam;
  int out[4] = {};
  const Status status = output_dims(convolution, input, filter, 4, out);
  *n = out[0];
  *c = out[1];
  *h = out[2];
  *w = out[3];
  return status;
}

GRAFT_CUDNN_API Status cudnnGetConvolutionNdForwardOutputDim(
    const void* convolution, const void* input, const void* filter, int rank, int* out) {
  const ApiCall api_call("cudnnGetConvolutionNdForwardOutputDim");
  if (out == nullptr || rank < 2) return kBadParam;
  return output_dims(convolution, input, filter, rank, out);
}
