// A bias on every row, and its gradient.
//
//   y    [rows, channels]   forward, in place: y[r, c] += bias[c], then max(., 0) in add_bias_relu
//   bias [channels]
//   dy   [rows, channels]   backward: the loss's gradient at y; relu_bias_gradient first makes it 0, in place, where y is not
//                           larger than 0, so that dy is then the gradient before the ReLU
//   db   [channels]         backward: db[c] = sum over r of dy[r, c]; overwrites
//
// The gradient with respect to add_bias's input is dy itself, so no kernel computes it.
//
// Launch: any shape. add_bias, add_bias_relu: LaunchShape.forElements(rows * channels), an element a thread, coalesced.
// bias_gradient, relu_bias_gradient: LaunchShape.forElements(channels), a channel a thread: neighbours read neighbouring floats of a row, each
// channel is summed in one fixed order, and there is nothing to synchronise. That suits dense layers, whose rows are a
// batch; a convolution's rows are all its pixels, and cuDNN sums those.
#include "grid_rows.cuh"

extern "C" GRID_STRIDE_KERNEL add_bias(float* __restrict__ y, const float* __restrict__ bias, int rows, int channels) {
  GRID_STRIDE_ROWS(at, rows, channels) { y[at.row * channels + at.column] += bias[at.column]; }
}

extern "C" GRID_STRIDE_KERNEL add_bias_relu(float* __restrict__ y, const float* __restrict__ bias, int rows, int channels) {
  GRID_STRIDE_ROWS(at, rows, channels) {
    const float sum = y[at.row * channels + at.column] + bias[at.column];
    // Written so that NaN passes; see relu.cu.
    y[at.row * channels + at.column] = sum < 0.0f ? 0.0f : sum;
  }
}

namespace graft {

// gradient(i) is called once for each element of dy.
template <class Gradient>
__device__ inline void sum_rows(float* __restrict__ db, int rows, int channels, Gradient gradient) {
  // Sums of sums: an element passes through at most kRun + rows / kRun additions, and rounding grows with their number.
  constexpr int kRun = 64;
  GRID_STRIDE(c, channels) {
    float total = 0.0f;
    for (int run = 0; run < rows; run += kRun) {
      const int end = rows - run < kRun ? rows : run + kRun;
      float sum = 0.0f;
      for (int row = run; row < end; row++) sum += gradient(static_cast<long long>(row) * channels + c);
      total += sum;
    }
    db[c] = total;
  }
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL bias_gradient(const float* __restrict__ dy, float* __restrict__ db, int rows, int channels) {
  graft::sum_rows(db, rows, channels, [=](long long i) { return dy[i]; });
}

extern "C" GRID_STRIDE_KERNEL relu_bias_gradient(const float* __restrict__ y, float* __restrict__ dy, float* __restrict__ db, int rows,
                                                 int channels) {
  graft::sum_rows(db, rows, channels, [=](long long i) { return dy[i] = y[i] > 0.0f ? dy[i] : 0.0f; });
}
