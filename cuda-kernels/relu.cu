// Rectified linear units.
//
//   x  [n]
//   y  [n]   forward: y = max(x, 0); may be x
//   dy [n]   the loss's gradient at y
//   dx [n]   backward: dy where y > 0, else 0; overwrites, and may be dy, or, where accumulate is not 0, adds to what dx holds.
//            The output y serves as well as the input, since y > 0 exactly where x > 0: the input need not be kept. At 0 the
//            slope is taken to be 0, as everywhere.
//
// Launch: any shape; LaunchShape.forElements(n), an element a thread, coalesced; memory is what they cost.
#include "grid_stride.cuh"

// Not fmaxf, and not x > 0 ? x : 0: both turn NaN into 0, and a network that has diverged would look as if it were well.
extern "C" GRID_STRIDE_KERNEL relu(const float* x, float* y, long long n) {
  GRID_STRIDE(i, n) { y[i] = x[i] < 0.0f ? 0.0f : x[i]; }
}

namespace graft {

// By value: a read only where y > 0 would keep processors without masked reads from working in vectors.
__device__ inline float passed(float y, float dy) { return y > 0.0f ? dy : 0.0f; }

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL relu_gradient(const float* y, const float* dy, float* dx, int accumulate, long long n) {
  if (accumulate != 0) {
    GRID_STRIDE(i, n) { dx[i] += graft::passed(y[i], dy[i]); }
  } else {
    GRID_STRIDE(i, n) { dx[i] = graft::passed(y[i], dy[i]); }
  }
}
