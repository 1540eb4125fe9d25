// What every kernel here is told: a convolution of 3 x 3 taps and stride 1, whose padding is 0, 1 or 2 a side.
// x [images, height, width, channels], y [images, out_height, out_width, filters], w [filters, 3, 3, channels], packed float32.
#pragma once

namespace graft::cudnn {

struct SmallConvolution {
  int images = 0, height = 0, width = 0, channels = 0, filters = 0;
  int pad_h = 1, pad_w = 1;

  int out_height() const { return height + 2 * pad_h - 2; }
  int out_width() const { return width + 2 * pad_w - 2; }
  long x_floats() const { return static_cast<long>(images) * height * width * channels; }
  long y_floats() const { return static_cast<long>(images) * out_height() * out_width() * filters; }
  long w_floats() const { return 9L * channels * filters; }
};

}  // namespace graft::cudnn
