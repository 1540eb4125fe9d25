#include "descriptors.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "generation.h"

namespace graft::cudnn {
namespace {

bool packed_as(const Tensor& tensor, int format) {
  std::array<int, kMaxDimensions> expected{};
  pack_strides(format, tensor.rank, tensor.dims.data(), expected.data());
  for (int i = 0; i < tensor.rank; i++)
    // The stride of a dimension of extent one is never used.
    if (tensor.dims[i] != 1 && tensor.strides[i] != expected[i]) return false;
  return tensor.rank > 0;
}

}  // namespace

std::size_t bytes_of(int data_type) {
  switch (data_type) {
    case kDouble:
      return 8;
    case kHalf:
    case kBfloat16:
      return 2;
    case kInt8:
    case kUint8:
      return 1;
    case kInt8x32:
      return 32;
    default:
      return 4;
  }
}

void pack_strides(int format, int rank, const int* dims, int* strides) {
  if (rank == 0) return;
  int step = 1;
  if (format == kNhwc) {
    strides[1] = 1;
    step = dims[1];
    for (int i = rank - 1; i >= 2; i--) {
      strides[i] = step;
      step = wrapped(std::int64_t{step} * dims[i]);
    }
    strides[0] = step;
    return;
  }
  for (int i = rank - 1; i >= 0; i--) {
    strides[i] = step;
    step = wrapped(std::int64_t{step} * dims[i]);
  }
}

bool Tensor::operator==(const Tensor& other) const {
  return type == other.type && lanes == other.lanes && same_shape(other) && std::equal(strides.begin(), strides.begin() + rank, other.strides.begin());
}

bool Tensor::same_shape(const Tensor& other) const {
  return rank == other.rank && std::equal(dims.begin(), dims.begin() + rank, other.dims.begin());
}

std::int64_t Tensor::elements() const {
  if (rank == 0) return 0;
  std::int64_t product = 1;
  for (int i = 0; i < rank; i++) product *= dims[i];
  return product;
}

bool Tensor::is_usable() const {
  if (!set || span <= 0) return false;
  std::int64_t elements = 1;
  for (int i = 0; i < rank; i++) {
    elements *= dims[i];
    // A set wraps around, and so takes strides whose span is not theirs.
    if (elements > std::numeric_limits<int>::max() || strides[i] == std::numeric_limits<int>::min()) return false;
  }
  return true;
}

bool Tensor::has_negative_stride() const {
  return std::any_of(strides.begin(), strides.begin() + rank, [](int stride) { return stride < 0; });
}

bool Tensor::is_packed_nchw() const { return packed_as(*this, kNchw); }

bool Tensor::is_packed_nhwc() const { return packed_as(*this, kNhwc); }

bool Tensor::is_dense() const { return !has_negative_stride() && span == elements(); }

int Filter::lanes() const { return format == kNchwVectC ? lanes_of(type) : 1; }

std::size_t Filter::bytes() const {
  if (rank == 0) return 0;
  std::int64_t elements = 1;
  for (int i = 0; i < rank; i++) {
    elements *= dims[i];
    // What cuDNN 8.6 was seen to answer, which takes such a filter; 9.5 answers its size.
    if (!is_nine() && elements > std::numeric_limits<int>::max()) return 0;
  }
  return static_cast<std::size_t>(elements) * bytes_of(type);
}

bool Filter::is_usable() const {
  return rank > 0 && std::all_of(dims.begin(), dims.begin() + rank, [](int extent) { return extent > 0; });
}

bool Convolution::is_usable() const {
  for (int i = 0; i < spatial; i++)
    if (padding[i] < 0 || stride[i] <= 0 || dilation[i] <= 0) return false;
  return spatial > 0;
}

bool Pooling::is_usable() const {
  for (int i = 0; i < spatial; i++)
    if (window[i] <= 0 || stride[i] <= 0) return false;
  return spatial > 0;
}

}  // namespace graft::cudnn
