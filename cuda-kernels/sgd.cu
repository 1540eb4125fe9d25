// Stochastic gradient descent with momentum, over all parameters of a network at once.
//
//   w [n]   parameters, in place: w += v (the new v)
//   v [n]   momentum, in place: v = momentum v - rate g
//   g [n]   gradients of the mean loss
//
// This is Keras' SGD without Nesterov's correction and without decay: the rate is inside the momentum, so that a new rate
// reaches only the steps to come.
//
// Launch: any shape; LaunchShape.forElements(n), an element a thread, coalesced: 3 reads and 2 writes an element.
#include "grid_stride.cuh"

extern "C" GRID_STRIDE_KERNEL sgd_momentum(float* __restrict__ w, float* __restrict__ v, const float* __restrict__ g, float rate,
                                           float momentum, long long n) {
  GRID_STRIDE(i, n) {
    const float step = momentum * v[i] - rate * g[i];
    v[i] = step;
    w[i] += step;
  }
}
