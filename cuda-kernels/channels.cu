// Concatenation along channels, NHWC: a launch for each of the tensors that are joined. rows = N H W.
//
//   x  [rows, channels]
//   y  [rows, total]      copy_channels: y[r, offset + c] = x[r, c]; the other channels stay
//   dy [rows, total]      the loss's gradient at y
//   dx [rows, channels]   take_channels: dx[r, c] = dy[r, offset + c]; overwrites, or, where accumulate is not 0, adds to what
//                         dx holds
//
// The caller sees to it that offset + channels <= total.
//
// Launch: any shape; LaunchShape.forElements(rows * channels), an element a thread: neighbours hold neighbouring channels, so
// that both sides coalesce within a row.
#include "grid_rows.cuh"

extern "C" GRID_STRIDE_KERNEL copy_channels(const float* __restrict__ x, float* __restrict__ y, int rows, int channels, int offset,
                                            int total) {
  GRID_STRIDE_ROWS(at, rows, channels) { y[at.row * total + offset + at.column] = x[at.row * channels + at.column]; }
}

extern "C" GRID_STRIDE_KERNEL take_channels(const float* __restrict__ dy, float* __restrict__ dx, int accumulate, int rows,
                                            int channels, int offset, int total) {
  if (accumulate != 0) {
    GRID_STRIDE_ROWS(at, rows, channels) { dx[at.row * channels + at.column] += dy[at.row * total + offset + at.column]; }
  } else {
    GRID_STRIDE_ROWS(at, rows, channels) { dx[at.row * channels + at.column] = dy[at.row * total + offset + at.column]; }
  }
}
