// Zero taps in front of a convolution's filter and behind it: a border of the image that is not the same on both sides, which
// cuDNN does not know, becomes one that is.
//
//   w        [K, R, S, C]
//   bordered [K, A, B, C]   pad_filter: w[k, r, s, c] at [k, r + top, s + left, c], 0 elsewhere
//   w        [K, R, S, C]   crop_filter: bordered[k, r + top, s + left, c]; the gradients of the zero taps are left out
//
// The caller sees to it that R + top <= A and S + left <= B.
//
// Launch: any shape; LaunchShape.forElements of what is written, an element a thread: filters are small.
#include "grid_rows.cuh"

extern "C" GRID_STRIDE_KERNEL pad_filter(const float* __restrict__ w, float* __restrict__ bordered, int filters, int height, int width,
                                         int channels, int bordered_height, int bordered_width, int top, int left) {
  GRID_STRIDE_ROWS(at, filters * bordered_height * bordered_width, channels) {
    const int tap = static_cast<int>(at.row);
    const int s = tap % bordered_width - left, r = tap / bordered_width % bordered_height - top, k = tap / bordered_width / bordered_height;
    const bool inside = r >= 0 && r < height && s >= 0 && s < width;
    bordered[at.row * channels + at.column] = inside ? w[((static_cast<long long>(k) * height + r) * width + s) * channels + at.column] : 0.0f;
  }
}

extern "C" GRID_STRIDE_KERNEL crop_filter(const float* __restrict__ bordered, float* __restrict__ w, int filters, int height, int width,
                                          int channels, int bordered_height, int bordered_width, int top, int left) {
  GRID_STRIDE_ROWS(at, filters * height * width, channels) {
    const int tap = static_cast<int>(at.row);
    const int s = tap % width + left, r = tap / width % height + top, k = tap / width / height;
    w[at.row * channels + at.column] = bordered[((static_cast<long long>(k) * bordered_height + r) * bordered_width + s) * channels + at.column];
  }
}
