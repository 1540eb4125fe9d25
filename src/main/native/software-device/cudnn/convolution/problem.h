// One convolution, described by value: what the descriptors of a call said, checked and reduced to numbers. It is the key
// under which engines are cached, and all that a queued or captured operation knows of its descriptors.
#pragma once

#include <cstdint>

#include "../descriptors.h"

namespace graft::cudnn {

enum class Direction : int { kForward, kBackwardData, kBackwardFilter };

struct Problem {
  Direction direction = Direction::kForward;
  int n = 0, c = 0, h = 0, w = 0;      // input x: [n, c, h, w] in logical order
  int k = 0, r = 0, s = 0;             // filter: [k, c / groups, r, s]
  int oh = 0, ow = 0;                  // output y: [n, k, oh, ow]
  int pad_h = 0, pad_w = 0, stride_h = 1, stride_w = 1, dilation_h = 1, dilation_w = 1;
  int groups = 1;
  int mode = kCrossCorrelation;
  int filter_format = kNchw;           // kNchw: [k, c, r, s]; kNhwc: [k, r, s, c]
  int x_strides[4] = {0, 0, 0, 0};     // n, c, h, w
  int y_strides[4] = {0, 0, 0, 0};

  bool operator==(const Problem& other) const;
  std::size_t hash() const;

  int c_per_group() const { return c / groups; }
  int k_per_group() const { return k / groups; }
  std::int64_t x_elements() const { return std::int64_t{n} * c * h * w; }
  std::int64_t y_elements() const { return std::int64_t{n} * k * oh * ow; }
  std::int64_t filter_elements() const { return std::int64_t{k} * c_per_group() * r * s; }
  double flops() const { return 2.0 * static_cast<double>(y_elements()) * c_per_group() * r * s; }
  bool x_is_nhwc() const;              // packed; strides of extents of one are normalised, so this is exact
  bool y_is_nhwc() const;
  bool x_is_nchw() const;
  bool y_is_nchw() const;
  bool has_unit_dilation() const { return dilation_h == 1 && dilation_w == 1; }
  bool has_unit_stride() const { return stride_h == 1 && stride_w == 1; }
};

// Reads the four descriptors of a convolution call of the given direction. Returns BAD_PARAM or NOT_SUPPORTED where
// NVIDIA's documentation of cudnnConvolutionForward, ...BackwardData or ...BackwardFilter does.
Status read_problem(Direction direction, const void* x_descriptor, const void* filter_descriptor, const void* convolution_descriptor,
                    const void* y_descriptor, Problem* problem);

}  // namespace graft::cudnn
