// cudnnFilterDescriptor_t. Extents are K, C, H, W in every format; with NHWC the memory order is K, H, W, C.
#include <algorithm>
#include <limits>

#include "descriptors.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

Status assign(void* descriptor, int type, int format, int rank, const int* dims) {
  Filter* filter = find<Filter>(descriptor);
  if (filter == nullptr || !valid_data_type(type) || format < kNchw || format > kNchwVectC) return kBadParam;
  std::int64_t elements = 1;
  for (int i = 0; i < rank; i++) {
    if (dims[i] <= 0) return kBadParam;
    elements *= dims[i];
    if (elements > std::numeric_limits<int>::max()) return kNotSupported;
  }
  filter->type = type;
  filter->format = format;
  filter->rank = rank;
  std::copy(dims, dims + rank, filter->dims.begin());
  return kSuccess;
}

}  // namespace

GRAFT_CUDNN_API Status cudnnCreateFilterDescriptor(void** descriptor) {
  const ApiCall api_call("cudnnCreateFilterDescriptor");
  return create<Filter>(descriptor);
}

GRAFT_CUDNN_API Status cudnnDestroyFilterDescriptor(void* descriptor) {
  const ApiCall api_call("cudnnDestroyFilterDescriptor");
  return destroy<Filter>(descriptor);
}

GRAFT_CUDNN_API Status cudnnSetFilter4dDescriptor(void* descriptor, int type, int format, int k, int c, int h, int w) {
  const ApiCall api_call("cudnnSetFilter4dDescriptor");
  const int dims[] = {k, c, h, w};
  return assign(descriptor, type, format, 4, dims);
}

GRAFT_CUDNN_API Status cudnnGetFilter4dDescriptor(const void* descriptor, int* type, int* format, int* k, int* c, int* h, int* w) {
  const ApiCall api_call("cudnnGetFilter4dDescriptor");
  const Filter* filter = find<Filter>(descriptor);
  if (filter == nullptr || type == nullptr || format == nullptr) return kBadParam;
  int* const dims[] = {k, c, h, w};
  for (int i = 0; i < 4; i++) {
    if (dims[i] == nullptr) return kBadParam;
    *dims[i] = filter->dims[i];
  }
  *type = filter->type;
  *format = filter->format;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetFilterNdDescriptor(void* descriptor, int type, int format, int rank, const int* dims) {
  const ApiCall api_call("cudnnSetFilterNdDescriptor");
  if (find<Filter>(descriptor) == nullptr || dims == nullptr || rank < 3) return kBadParam;
  if (rank > kMaxDimensions) return kNotSupported;
  return assign(descriptor, type, format, rank, dims);
}

GRAFT_CUDNN_API Status cudnnGetFilterNdDescriptor(const void* descriptor, int requested, int* type, int* format, int* rank, int* dims) {
  const ApiCall api_call("cudnnGetFilterNdDescriptor");
  const Filter* filter = find<Filter>(descriptor);
  if (filter == nullptr || type == nullptr || format == nullptr || rank == nullptr || dims == nullptr || requested < 0) return kBadParam;
  std::copy(filter->dims.begin(), filter->dims.begin() + std::min(requested, filter->rank), dims);
  *type = filter->type;
  *format = filter->format;
  *rank = filter->rank;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnGetFilterSizeInBytes(const void* descriptor, std::size_t* bytes) {
  const ApiCall api_call("cudnnGetFilterSizeInBytes");
  const Filter* filter = find<Filter>(descriptor);
  if (filter == nullptr || bytes == nullptr) return kBadParam;
  *bytes = filter->bytes();
  return kSuccess;
}
