// The next batch, gathered from the data set that lies on the device as bytes.
//
//   images   [N, pixels]   bytes
//   labels   [N]           bytes
//   order    [N]           the epoch's permutation of the sample numbers
//   position [1]           how many samples of the epoch are done
//   x        [rows, pixels]  x[r, p] = images[order[position + r], p] / 255
//   y        [rows]          y[r] = labels[order[position + r]]
//
// The caller sees to it that position + rows <= N. The position is read from device memory, not passed, so that one captured
// graph serves every step. A quotient, not a product with 1/255: Keras divides, and so every value is the float next to it.
//
// Launch: any shape; LaunchShape.forElements(rows * pixels). An element a thread: neighbours read neighbouring bytes of one
// image and write neighbouring floats. Nothing is differentiated here.
#include "grid_rows.cuh"

extern "C" GRID_STRIDE_KERNEL gather_batch(const unsigned char* __restrict__ images, const unsigned char* __restrict__ labels,
                                           const int* __restrict__ order, const int* __restrict__ position, int rows, int pixels,
                                           float* __restrict__ x, int* __restrict__ y) {
  const int* __restrict__ samples = order + *position;
  GRID_STRIDE_ROWS(at, rows, pixels) {
    const long long sample = samples[at.row];
    x[at.row * pixels + at.column] = static_cast<float>(images[sample * pixels + at.column]) / 255.0f;
  }
  GRID_STRIDE(row, rows) { y[row] = labels[samples[row]]; }
}
