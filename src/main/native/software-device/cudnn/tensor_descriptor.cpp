// cudnnTensorDescriptor_t: set, get, size.
#include <algorithm>
#include <cstdlib>
#include <limits>

#include "descriptors.h"
#include "generation.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

// cuDNN 9.5 was seen to take matrices too.
int least_rank() { return is_nine() ? 2 : 3; }

bool valid_format(int format) { return format == kNchw || format == kNhwc || format == kNchwVectC; }

// Channels are counted in elements of the tensor's lanes.
Status assign(Tensor* tensor, int type, int rank, const int* dims, const int* strides) {
  tensor->set = false;
  tensor->type = type;
  tensor->rank = rank;
  for (int i = 0; i < rank; i++) {
    if (dims[i] <= 0 || (strides[i] == 0 && dims[i] != 1)) return kBadParam;
    tensor->dims[i] = dims[i];
    tensor->strides[i] = strides[i];
  }
  std::uint64_t span = 1;
  for (int i = 0; i < rank; i++) span += static_cast<std::uint64_t>(wrapped(std::llabs(strides[i]))) * static_cast<std::uint64_t>(dims[i] - 1);
  tensor->span = static_cast<std::int64_t>(span);
  tensor->set = span <= std::numeric_limits<int>::max();
  return tensor->set ? kSuccess : kNotSupported;
}

Status assign_strided(void* descriptor, int type, int rank, const int* dims, const int* strides) {
  Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || dims == nullptr || strides == nullptr || !valid_data_type(type) || rank < least_rank()) return kBadParam;
  if (rank > kMaxDimensions) return kNotSupported;
  tensor->lanes = 1;
  return assign(tensor, type, rank, dims, strides);
}

Status assign_packed(void* descriptor, int format, int type, int rank, const int* dims) {
  Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || dims == nullptr || !valid_format(format) || !valid_data_type(type)) return kBadParam;
  const int lanes = format == kNchwVectC ? lanes_of(type) : 1;
  if (dims[1] % lanes != 0) return kBadParam;
  if (rank < least_rank()) return kBadParam;
  if (rank > kMaxDimensions) return kNotSupported;
  tensor->lanes = lanes;
  int counted[kMaxDimensions];
  std::copy(dims, dims + rank, counted);
  counted[1] /= lanes;
  int strides[kMaxDimensions];
  pack_strides(format, rank, counted, strides);
  return assign(tensor, type, rank, counted, strides);
}

int extent(const Tensor& tensor, int i) { return i == 1 ? tensor.dims[i] * tensor.lanes : tensor.dims[i]; }

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
  if (format == kNchwVectC && !is_vector_type(type)) return kBadParam;
  // The function for any rank finds such an extent later, after it has begun to write.
  if (n <= 0 || c <= 0 || h <= 0 || w <= 0) return kBadParam;
  const int dims[] = {n, c, h, w};
  return assign_packed(descriptor, format, type, 4, dims);
}

GRAFT_CUDNN_API Status cudnnSetTensor4dDescriptorEx(
    void* descriptor, int type, int n, int c, int h, int w, int n_stride, int c_stride, int h_stride, int w_stride) {
  const ApiCall api_call("cudnnSetTensor4dDescriptorEx");
  const int dims[] = {n, c, h, w};
  const int strides[] = {n_stride, c_stride, h_stride, w_stride};
  return assign_strided(descriptor, type, 4, dims, strides);
}

GRAFT_CUDNN_API Status cudnnGetTensor4dDescriptor(
    const void* descriptor, int* type, int* n, int* c, int* h, int* w, int* n_stride, int* c_stride, int* h_stride, int* w_stride) {
  const ApiCall api_call("cudnnGetTensor4dDescriptor");
  const Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || type == nullptr) return kBadParam;
  if (tensor->lanes > 1 && !is_vector_type(tensor->type)) return kBadParam;
  int* const dims[] = {n, c, h, w};
  int* const strides[] = {n_stride, c_stride, h_stride, w_stride};
  for (int i = 0; i < 4; i++) {
    if (dims[i] == nullptr || strides[i] == nullptr) return kBadParam;
    *dims[i] = extent(*tensor, i);
    *strides[i] = tensor->strides[i];
  }
  *type = tensor->type;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetTensorNdDescriptor(void* descriptor, int type, int rank, const int* dims, const int* strides) {
  const ApiCall api_call("cudnnSetTensorNdDescriptor");
  return assign_strided(descriptor, type, rank, dims, strides);
}

GRAFT_CUDNN_API Status cudnnSetTensorNdDescriptorEx(void* descriptor, int format, int type, int rank, const int* dims) {
  const ApiCall api_call("cudnnSetTensorNdDescriptorEx");
  return assign_packed(descriptor, format, type, rank, dims);
}

GRAFT_CUDNN_API Status cudnnGetTensorNdDescriptor(const void* descriptor, int requested, int* type, int* rank, int* dims, int* strides) {
  const ApiCall api_call("cudnnGetTensorNdDescriptor");
  const Tensor* tensor = find<Tensor>(descriptor);
  if (tensor == nullptr || type == nullptr || rank == nullptr || dims == nullptr || strides == nullptr) return kBadParam;
  const int count = std::clamp(requested, 0, tensor->rank);
  for (int i = 0; i < count; i++) dims[i] = extent(*tensor, i);
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
