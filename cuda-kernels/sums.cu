// Sums of two tensors: what an addition of a network computes, and how gradients of several consumers come together.
//
//   a, b [n]
//   y    [n]   add: y = a + b; y may be a, or b, or both; add_relu: then max(y, 0)
//   x    [n]
//   y    [n]   accumulate: y += x
//
// The gradient of add with respect to a and to b is dy itself: it is copied to the one and accumulated into the other.
//
// Launch: any shape; LaunchShape.forElements(n), an element a thread, coalesced; memory is what they cost.
#include "grid_stride.cuh"

extern "C" GRID_STRIDE_KERNEL add(const float* a, const float* b, float* y, long long n) {
  GRID_STRIDE(i, n) { y[i] = a[i] + b[i]; }
}

// Written so that NaN passes; see relu.cu.
extern "C" GRID_STRIDE_KERNEL add_relu(const float* a, const float* b, float* y, long long n) {
  GRID_STRIDE(i, n) {
    const float sum = a[i] + b[i];
    y[i] = sum < 0.0f ? 0.0f : sum;
  }
}

extern "C" GRID_STRIDE_KERNEL accumulate(const float* x, float* y, long long n) {
  GRID_STRIDE(i, n) { y[i] += x[i]; }
}
