// Rectified linear units.
//
//   x  [n]   forward, in place: y = max(x, 0)
//   y  [n]   the forward's output
//   dy [n]   backward, in place: dx = dy where y > 0, else 0. The output serves as well as the input, since y > 0 exactly
//            where x > 0: the input need not be kept. At 0 the slope is taken to be 0, as everywhere.
//
// Launch: any shape; LaunchShape.forElements(n), an element a thread, coalesced; memory is what they cost.
#include "grid_stride.cuh"

// Not fmaxf, and not x > 0 ? x : 0: both turn NaN into 0, and a network that has diverged would look as if it were well.
extern "C" GRID_STRIDE_KERNEL relu(float* __restrict__ x, long long n) {
  GRID_STRIDE(i, n) { x[i] = x[i] < 0.0f ? 0.0f : x[i]; }
}

extern "C" GRID_STRIDE_KERNEL relu_gradient(const float* __restrict__ y, float* __restrict__ dy, long long n) {
  GRID_STRIDE(i, n) { dy[i] = y[i] > 0.0f ? dy[i] : 0.0f; }
}
