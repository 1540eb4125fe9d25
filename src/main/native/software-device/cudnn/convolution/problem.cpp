#include "problem.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace graft::cudnn {
namespace {

// The stride of an extent of one never matters; the packed NHWC one makes equal problems compare equal.
void copy_strides(const Tensor& tensor, int* out) {
  std::array<int, kMaxDimensions> packed{};
  pack_strides(tensor.is_packed_nchw() && !tensor.is_packed_nhwc() ? kNchw : kNhwc, tensor.rank, tensor.dims.data(), packed.data());
  for (int i = 0; i < 4; i++) out[i] = tensor.dims[i] == 1 ? packed[i] : tensor.strides[i];
}

bool strides_are(int format, const int* strides, int n, int c, int h, int w) {
  const int dims[] = {n, c, h, w};
  int expected[4];
  pack_strides(format, 4, dims, expected);
  for (int i = 0; i < 4; i++)
    if (dims[i] != 1 && strides[i] != expected[i]) return false;
  return true;
}

}  // namespace

static_assert(std::has_unique_object_representations_v<Problem>, "compared and hashed as bytes");

bool Problem::operator==(const Problem& other) const { return std::memcmp(this, &other, sizeof(Problem)) == 0; }

std::size_t Problem::hash() const {
  const auto* bytes = reinterpret_cast<const unsigned char*>(this);
  std::size_t hash = 14695981039346656037ull;  // FNV-1a
  for (std::size_t i = 0; i < sizeof(Problem); i++) hash = (hash ^ bytes[i]) * 1099511628211ull;
  return hash;
}

bool Problem::x_is_nhwc() const { return strides_are(kNhwc, x_strides, n, c, h, w); }
bool Problem::y_is_nhwc() const { return strides_are(kNhwc, y_strides, n, k, oh, ow); }
bool Problem::x_is_nchw() const { return strides_are(kNchw, x_strides, n, c, h, w); }
bool Problem::y_is_nchw() const { return strides_are(kNchw, y_strides, n, k, oh, ow); }

Status read_problem(Direction direction, const void* x_descriptor, const void* filter_descriptor, const void* convolution_descriptor,
                    const void* y_descriptor, Problem* problem) {
  const Tensor* x = find_usable<Tensor>(x_descriptor);
  const Tensor* y = find_usable<Tensor>(y_descriptor);
  const Filter* filter = find_usable<Filter>(filter_descriptor);
  const Convolution* convolution = find_usable<Convolution>(convolution_descriptor);
  if (x == nullptr || y == nullptr || filter == nullptr || convolution == nullptr) return kBadParam;
  if (x->rank != y->rank || x->rank != filter->rank || x->rank != convolution->spatial + 2) return kBadParam;
  if (x->type != y->type || x->type != filter->type) return kBadParam;
  if (x->dims[1] != std::int64_t{filter->dims[1]} * convolution->groups) return kBadParam;
  if (x->dims[0] != y->dims[0] || y->dims[1] != filter->dims[0]) return kBadParam;
  // Output channels that are no multiple of the groups: the three functions document two statuses.
  if (filter->dims[0] % convolution->groups != 0) return direction == Direction::kBackwardData ? kNotSupported : kBadParam;
  bool sizes_match = true;
  for (int i = 0; i < convolution->spatial; i++) {
    const std::int64_t reach = std::int64_t{filter->dims[i + 2] - 1} * convolution->dilation[i] + 1;
    const std::int64_t padded = std::int64_t{x->dims[i + 2]} + 2 * std::int64_t{convolution->padding[i]};
    if (reach > padded) return kBadParam;
    sizes_match = sizes_match && y->dims[i + 2] == (padded - reach) / convolution->stride[i] + 1;
  }
  // Of the forward function the documentation says NOT_SUPPORTED, of the others BAD_PARAM.
  if (!sizes_match) return direction == Direction::kForward ? kNotSupported : kBadParam;
  if (x->has_negative_stride() || y->has_negative_stride()) return kNotSupported;
  if (x->rank != 4 || x->type != kFloat || convolution->compute_type != kFloat || filter->format == kNchwVectC) return kNotSupported;

  problem->direction = direction;
  problem->n = x->dims[0];
  problem->c = x->dims[1];
  problem->h = x->dims[2];
  problem->w = x->dims[3];
  problem->k = filter->dims[0];
  problem->r = filter->dims[2];
  problem->s = filter->dims[3];
  problem->oh = y->dims[2];
  problem->ow = y->dims[3];
  problem->pad_h = convolution->padding[0];
  problem->pad_w = convolution->padding[1];
  problem->stride_h = convolution->stride[0];
  problem->stride_w = convolution->stride[1];
  problem->dilation_h = convolution->dilation[0];
  problem->dilation_w = convolution->dilation[1];
  problem->groups = convolution->groups;
  problem->mode = convolution->mode;
  problem->filter_format = filter->format;
  copy_strides(*x, problem->x_strides);
  copy_strides(*y, problem->y_strides);
  return kSuccess;
}

}  // namespace graft::cudnn
