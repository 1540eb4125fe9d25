// cudnnTensorDescriptor_t: set, get, size.
#include <algorithm>
#include <limits>

#include "descriptors.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

bool valid_format(int format) { return format == kNchw || format == kNhwc || format == kNchwVectC; }

bool is_vector_type(int type) { return type == kInt8x4 || type == kUint8x4 || type == kInt8x32; }

// Checks extents and strides and stores them; nothing changes where they are refused.
Status assign(void* descriptor, int type, int rank, const int* dims, const int* strides) {
  Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || !valid_data_type(type)) return kBadParam;
  std::int64_t elements = 1;
  for (int i = 0; i < rank; i++) {
    if (dims[i] <= 0 || strides[i] == 0) return kBadParam;
    elements *= dims[i];
    if (elements > std::numeric_limits<int>::max()) return kNotSupported;
  }
  tensor->type = type;
  tensor->rank = rank;
  std::copy(dims, dims + rank, tensor->dims.begin());
  std::copy(strides, strides + rank, tensor->strides.begin());
  return kSuccess;
}

Status assign_packed(void* descriptor, int format, int type, int rank, const int* dims) {
  if (find<Tensor>(descriptor) == nullptr || !valid_format(format) || !valid_data_type(type)) return kBadParam;
  if (format == kNchwVectC && !is_vector_type(type)) return kBadParam;
  std::int64_t elements = 1;
  for (int i = 0; i < rank; i++) {
    if (dims[i] <= 0) return kBadParam;
    elements *= dims[i];
    // Before the strides are computed, which would overflow.
    if (elements > std::numeric_limits<int>::max()) return kNotSupported;
  }
  int strides[kMaxDimensions];
  pack_strides(format, rank, dims, strides);
  return assign(descriptor, type, rank, dims, strides);
}

Status check_rank(int rank) { return rank < 3 ? kBadParam : rank > kMaxDimensions ? kNotSupported : kSuccess; }

}  // namespace

GRAFT_CUDNN_API Status cudnnCreateTensorDescriptor(void** descriptor) {
  const ApiCall api_call("cudnnCreateTensorDescriptor");
  return create<Tensor>(descriptor);
}

GRAFT_CUDNN_API Status cudnnDestroyTensorDescriptor(void* descriptor) {
  const ApiCall api_call("cudnnDestroyTensorDescriptor");
  return destroy<Tensor>(descriptor);
}

GRAFT_CUDNN_API Status cudnnSetTensor4dDescriptor(void* descriptor, int format, int type, int n, int c, int h, int w) {
  const ApiCall api_call("cudnnSetTensor4dDescriptor");
  const int dims[] = {n, c, h, w};
  return assign_packed(descriptor, format, type, 4, dims);
}

GRAFT_CUDNN_API Status cudnnSetTensor4dDescriptorEx(
    void* descriptor, int type, int n, int c, int h, int w, int n_stride, int c_stride, int h_stride, int w_stride) {
  const ApiCall api_call("cudnnSetTensor4dDescriptorEx");
  const int dims[] = {n, c, h, w};
  const int strides[] = {n_stride, c_stride, h_stride, w_stride};
  return assign(descriptor, type, 4, dims, strides);
}

GRAFT_CUDNN_API Status cudnnGetTensor4dDescriptor(
    const void* descriptor, int* type, int* n, int* c, int* h, int* w, int* n_stride, int* c_stride, int* h_stride, int* w_stride) {
  const ApiCall api_call("cudnnGetTensor4dDescriptor");
  const Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || type == nullptr) return kBadParam;
  int* const dims[] = {n, c, h, w};
  int* const strides[] = {n_stride, c_stride, h_stride, w_stride};
  for (int i = 0; i < 4; i++) {
    if (dims[i] == nullptr || strides[i] == nullptr) return kBadParam;
    *dims[i] = tensor->dims[i];
    *strides[i] = tensor->strides[i];
  }
  *type = tensor->type;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetTensorNdDescriptor(void* descriptor, int type, int rank, const int* dims, const int* strides) {
  const ApiCall api_call("cudnnSetTensorNdDescriptor");
  if (find<Tensor>(descriptor) == nullptr || dims == nullptr || strides == nullptr) return kBadParam;
  const Status status = check_rank(rank);
  return status != kSuccess ? status : assign(descriptor, type, rank, dims, strides);
}

GRAFT_CUDNN_API Status cudnnSetTensorNdDescriptorEx(void* descriptor, int format, int type, int rank, const int* dims) {
  const ApiCall api_call("cudnnSetTensorNdDescriptorEx");
  if (find<Tensor>(descriptor) == nullptr || dims == nullptr) return kBadParam;
  const Status status = check_rank(rank);
  return status != kSuccess ? status : assign_packed(descriptor, format, type, rank, dims);
}

GRAFT_CUDNN_API Status cudnnGetTensorNdDescriptor(const void* descriptor, int requested, int* type, int* rank, int* dims, int* strides) {
  const ApiCall api_call("cudnnGetTensorNdDescriptor");
  const Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || type == nullptr || rank == nullptr || dims == nullptr || strides == nullptr || requested < 0) return kBadParam;
  const int count = std::min(requested, tensor->rank);
  std::copy(tensor->dims.begin(), tensor->dims.begin() + count, dims);
  std::copy(tensor->strides.begin(), tensor->strides.begin() + count, strides);
  *type = tensor->type;
  *rank = tensor->rank;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetTensorSizeInBytes(const void* descriptor, std::size_t* bytes) {
  const ApiCall api_call("cudnnGetTensorSizeInBytes");
  const Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || bytes == nullptr) return kBadParam;
  *bytes = tensor->bytes();
  return kSuccess;
}
