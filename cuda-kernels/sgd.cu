// Stochastic gradient descent with momentum, weight decay and Nesterov's correction, over all parameters of a network at once.
//
//   w        [granules, 64]   parameters: w += rateFactor step
//   v        [granules, 64]   momentum: v = momentum v - rate g'; w and v in place
//   g        [granules, 64]   gradients of the mean loss; g' = scale g + weightDecay decayFactor w
//   tensorOf [granules]       which tensor each granule of 64 floats belongs to: a tensor starts at a multiple of 64
//   tensors  [tensors]        each tensor's factors, see tensor_factors.cuh
//   rates    [steps]          the learning rates of an epoch's steps
//   step     [1]              the number of this step in its epoch
//   scale    [1]              of the gradients, what clipping leaves of them; at 1 it changes no bit
//
// step = momentum v - rate g' with Nesterov's correction (v the new one), v without. It is Keras' SGD: the rate is inside the
// momentum, so that a new rate reaches only the steps to come. A tensor's rate factor is outside: it multiplies the step, never
// what accumulates. The rate is read from device memory, not passed, so that one captured graph serves a whole schedule.
//
// Launch: any shape; LaunchShape.forElements(64 granules), an element a thread, coalesced: 3 reads and 2 writes an element. The
// 64 threads of a granule read one address of the tables.
#include "grid_rows.cuh"
#include "tensor_factors.cuh"

namespace graft {

struct SgdSettings {
  float rate, momentum, weight_decay, scale;
};

// Without decay g is not touched: 0 times an infinite w would be NaN.
template <bool kDecays, bool kNesterov>
__device__ inline void sgd_all(float* __restrict__ w, float* __restrict__ v, const float* __restrict__ g, const int* __restrict__ tensor_of,
                           const TensorFactors* __restrict__ tensors, int granules, SgdSettings settings) {
  const float rate = settings.rate, momentum = settings.momentum, scale = settings.scale;
  GRID_STRIDE_ROWS(at, granules, kGranule) {
    const long long i = at.row * kGranule + at.column;
    const TensorFactors& factors = tensors[tensor_of[at.row]];
    const float clipped = scale * g[i];
    const float gradient = kDecays ? clipped + settings.weight_decay * factors.decay * w[i] : clipped;
    const float velocity = momentum * v[i] - rate * gradient;
    v[i] = velocity;
    w[i] += factors.rate * (kNesterov ? momentum * velocity - rate * gradient : velocity);
  }
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL sgd(float* __restrict__ w, float* __restrict__ v, const float* __restrict__ g, const int* __restrict__ tensorOf,
                                  const graft::TensorFactors* __restrict__ tensors, int granules, const float* __restrict__ rates,
                                  const int* __restrict__ step, const float* __restrict__ scale, float momentum, float weightDecay, int nesterov) {
  const graft::SgdSettings settings = {rates[*step], momentum, weightDecay, *scale};
  if (weightDecay != 0.0f) {
    if (nesterov != 0) {
      graft::sgd_all<true, true>(w, v, g, tensorOf, tensors, granules, settings);
    } else {
      graft::sgd_all<true, false>(w, v, g, tensorOf, tensors, granules, settings);
    }
  } else if (nesterov != 0) {
    graft::sgd_all<false, true>(w, v, g, tensorOf, tensors, granules, settings);
  } else {
    graft::sgd_all<false, false>(w, v, g, tensorOf, tensors, granules, settings);
  }
}
