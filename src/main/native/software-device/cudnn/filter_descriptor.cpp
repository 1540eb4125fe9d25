// cudnnFilterDescriptor_t. Extents are K, C, H, W in every format; with NHWC the memory order is K, H, W, C.
#include "descriptors.h"

using namespace graft::cudnn;
using graft::soft::ApiCall;

namespace {

bool valid_type(int type) { return valid_data_type(type) && type != kInt32; }

Status assign(void* descriptor, int type, int format, int rank, const int* dims) {
  Filter* filter = find<Filter>(descriptor);
  if (filter == nullptr || !valid_type(type) || format < kNchw || format > kNchwVectC) return kBadParam;
  if (rank < 3) return kBadParam;
  if (rank > kMaxDimensions) return kNotSupported;
  if (format == kNchwVectC && !is_vector_type(type)) return kBadParam;
  filter->type = type;
  filter->format = format;
  filter->rank = rank;
  for (int i = 0; i < rank; i++) {
    if (dims[i] <= 0) return kBadParam;
    filter->dims[i] = dims[i];
  }
  filter->dims[1] /= filter->lanes();
  return kSuccess;
}

// The extent as it was set, but for channels that filled no whole element.
int extent(const Filter& filter, int i) { return i == 1 ? filter.dims[i] * filter.lanes() : filter.dims[i]; }

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
  // Four for INT8x32 too, as cuDNN 8.6 was seen to answer; the function for any rank multiplies by 32.
  if (filter->format == kNchwVectC) *c *= 4;
  *type = filter->type;
  *format = filter->format;
  return kSuccess;
}

GRAFT_CUDNN_API Status cudnnSetFilterNdDescriptor(void* descriptor, int type, int format, int rank, const int* dims) {
  const ApiCall api_call("cudnnSetFilterNdDescriptor");
  if (dims == nullptr) return kBadParam;
  return assign(descriptor, type, format, rank, dims);
}

GRAFT_CUDNN_API Status cudnnGetFilterNdDescriptor(const void* descriptor, int requested, int* type, int* format, int* rank, int* dims) {
  const ApiCall api_call("cudnnGetFilterNdDescriptor");
  const Filter* filter = find<Filter>(descriptor);
  if (filter == nullptr || type == nullptr || format == nullptr || rank == nullptr || dims == nullptr || requested < 1) return kBadParam;
  if (requested > kMaxDimensions) return kNotSupported;
  for (int i = 0; i < requested; i++) dims[i] = extent(*filter, i);
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
