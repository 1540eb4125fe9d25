// Stochastic gradient descent with momentum, weight decay and Nesterov's correction, over all parameters of a network at once.
//
//   w        [granules, 64]   parameters: w += f step
//   v        [granules, 64]   momentum: v = momentum v - rate g'; w and v in place
//   g        [granules, 64]   gradients of the mean loss; g' = scale g + weightDecay decay / f w
//   tensorOf [granules]       which tensor each granule of 64 floats belongs to: a tensor starts at a multiple of 64
//   tensors  [tensors]        each tensor's decay, see tensor_table.cuh
//   rates    [steps]          the learning rates of an epoch's steps
//   step     [1]              the number of this step in its epoch
//   scale    [1]              of the gradients, what clipping leaves of them; at 1 it changes no bit
//
// step = momentum v - rate g' with Nesterov's correction (v the new one), v without. It is Keras' SGD: the rate is inside the
// momentum, so that a new rate reaches only the steps to come. The rate is read from device memory, not passed, so that one captured
// graph serves a whole schedule.
//
// sgd: f = 1. sgd_following: f = s_in / s_out of each weight, see following.cuh; it multiplies the step, never what accumulates.
// Once it is over, the bits are sgd's.
//
// Launch: any shape; LaunchShape.forElements(64 granules), an element a thread, coalesced: 3 reads and 2 writes an element, 2 reads
// more while it follows. The 64 threads of a granule read one address of the tables.
#include "following.cuh"
#include "grid_rows.cuh"
#include "tensor_table.cuh"

namespace graft {

struct SgdSettings {
  float rate, momentum, weight_decay, scale;
};

// Without decay g is not touched: 0 times an infinite w would be NaN.
template <bool kDecays, bool kNesterov, class Follow>
__device__ inline void sgd_all(float* __restrict__ w, float* __restrict__ v, const float* __restrict__ g, const int* __restrict__ tensor_of,
                               const TensorRow* __restrict__ tensors, int granules, SgdSettings settings, Follow follow) {
  const float rate = settings.rate, momentum = settings.momentum, scale = settings.scale;
  GRID_STRIDE_ROWS(at, granules, kGranule) {
    const long long i = at.row * kGranule + at.column;
    const float factor = follow.input_by_unit(i);
    const float clipped = scale * g[i];
    const float gradient = kDecays ? clipped + settings.weight_decay * tensors[tensor_of[at.row]].decay / factor * w[i] : clipped;
    const float velocity = momentum * v[i] - rate * gradient;
    v[i] = velocity;
    w[i] += factor * (kNesterov ? momentum * velocity - rate * gradient : velocity);
  }
}

template <class Follow>
__device__ inline void sgd_step(float* __restrict__ w, float* __restrict__ v, const float* __restrict__ g, const int* __restrict__ tensor_of,
                                const TensorRow* __restrict__ tensors, int granules, SgdSettings settings, bool nesterov, Follow follow) {
  if (settings.weight_decay != 0.0f) {
    if (nesterov) {
      sgd_all<true, true>(w, v, g, tensor_of, tensors, granules, settings, follow);
    } else {
      sgd_all<true, false>(w, v, g, tensor_of, tensors, granules, settings, follow);
    }
  } else if (nesterov) {
    sgd_all<false, true>(w, v, g, tensor_of, tensors, granules, settings, follow);
  } else {
    sgd_all<false, false>(w, v, g, tensor_of, tensors, granules, settings, follow);
  }
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL sgd(float* __restrict__ w, float* __restrict__ v, const float* __restrict__ g, const int* __restrict__ tensorOf,
                                  const graft::TensorRow* __restrict__ tensors, int granules, const float* __restrict__ rates,
                                  const int* __restrict__ step, const float* __restrict__ scale, float momentum, float weightDecay, int nesterov) {
  const graft::SgdSettings settings = {rates[*step], momentum, weightDecay, *scale};
  graft::sgd_step(w, v, g, tensorOf, tensors, granules, settings, nesterov != 0, graft::NotFollowing());
}

extern "C" GRID_STRIDE_KERNEL sgd_following(float* __restrict__ w, float* __restrict__ v, const float* __restrict__ g,
                                            const int* __restrict__ tensorOf, const graft::TensorRow* __restrict__ tensors, int granules,
                                            const float* __restrict__ rates, const int* __restrict__ step, const float* __restrict__ scale,
                                            float momentum, float weightDecay, int nesterov, const float* __restrict__ inputs,
                                            const float* __restrict__ units, const long long* __restrict__ steps, long long from,
                                            long long length) {
  const graft::SgdSettings settings = {rates[*step], momentum, weightDecay, *scale};
  const float lambda = graft::following_lambda(*steps, from, length);
  if (lambda == 0.0f) {
    graft::sgd_step(w, v, g, tensorOf, tensors, granules, settings, nesterov != 0, graft::NotFollowing());
  } else {
    graft::sgd_step(w, v, g, tensorOf, tensors, granules, settings, nesterov != 0, graft::Following{inputs, units, lambda});
  }
}
