// Adam with decoupled weight decay, over all parameters of a network at once.
//
//   w        [granules, 64]   parameters, in place: w -= rate decay' w + s_in rate / c1 m / (sqrt(v) / sqrt(c2) + s_out epsilon)
//   m        [granules, 64]   mean of the gradients, in place: m += (1 - beta1) (g' - m)
//   v        [granules, 64]   mean of their squares, in place: v += (1 - beta2) (g' g' - v)
//   g        [granules, 64]   gradients of the mean loss; g' = scale g
//   tensorOf [granules]       which tensor each granule of 64 floats belongs to: a tensor starts at a multiple of 64
//   tensors  [tensors]        each tensor's decay and birth, see tensor_table.cuh; decay' = weightDecay decay
//   rates    [steps]          the learning rates of an epoch's steps
//   step     [1]              the number of this step in its epoch
//   steps    [1]              how many training steps were done before; a tensor's own count is t = steps - birth + 1, at least 1
//   scale    [1]              of the gradients, what clipping leaves of them
//   rest1, rest2              1 - beta1, 1 - beta2: what a beta near 1 would lose in float32
//
// c1 = 1 - beta1^t and c2 = 1 - beta2^t lift means that began at 0. As -expm1(t log1p(-rest)) they are good to a few roundings for
// every t, where 1 - pow(beta, t) cancels for small ones. Rates and counts are read from device memory, so that one captured graph
// serves a whole schedule.
//
// adamw: s_in = s_out = 1. adamw_following: the shares of each weight, see following.cuh. The decay needs none: a rate of s_in rate and
// a decay of decay' / s_in make the same product. Once it is over, the bits are adamw's.
//
// Launch: any shape; LaunchShape.forElements(64 granules), an element a thread, coalesced: 4 reads and 3 writes an element, 2 reads
// more while it follows. The 64 threads of a granule read one address of the tables; what depends on the tensor alone each computes
// for itself, which hides behind the memory. On the software device it is computed once a granule.
#include "following.cuh"
#include "grid_rows.cuh"
#include "tensor_table.cuh"

namespace graft {

struct AdamWSettings {
  float learning_rate, scale, rest1, rest2, log_beta1, log_beta2, epsilon, weight_decay;
};

// What a step of one tensor needs.
struct AdamWStep {
  float length;   // of the step: rate / c1
  float lift;     // 1 / sqrt(c2)
  float shrinks;  // rate decay'
};

__device__ inline AdamWStep adamw_step(const AdamWSettings& settings, const TensorRow& tensor, long long done) {
  const float t = static_cast<float>(done < tensor.birth ? 1 : done - tensor.birth + 1);
  const float rate = settings.learning_rate;
  return {rate / -expm1f(t * settings.log_beta1), 1.0f / sqrtf(-expm1f(t * settings.log_beta2)),
          rate * (settings.weight_decay * tensor.decay)};
}

template <class Follow>
__device__ inline void adamw_all(float* __restrict__ w, float* __restrict__ m, float* __restrict__ v, const float* __restrict__ g,
                                 const int* __restrict__ tensor_of, const TensorRow* __restrict__ tensors, int granules,
                                 long long done, AdamWSettings settings, Follow follow) {
  const float scale = settings.scale, rest1 = settings.rest1, rest2 = settings.rest2;
  GRID_STRIDE_RUNS(run, granules, kGranule) {
    const AdamWStep step = adamw_step(settings, tensors[tensor_of[run.row]], done);
    RUN_COLUMNS(at, run) {
      const long long i = at.row * kGranule + at.column;
      const float gradient = scale * g[i];
      const float mean = m[i] + rest1 * (gradient - m[i]);
      const float square = v[i] + rest2 * (gradient * gradient - v[i]);
      m[i] = mean;
      v[i] = square;
      w[i] = w[i] - step.shrinks * w[i] -
             step.length * follow.input(i) * mean / (sqrtf(square) * step.lift + settings.epsilon * follow.unit(i));
    }
  }
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL adamw(float* __restrict__ w, float* __restrict__ m, float* __restrict__ v, const float* __restrict__ g,
                                    const int* __restrict__ tensorOf, const graft::TensorRow* __restrict__ tensors, int granules,
                                    const float* __restrict__ rates, const int* __restrict__ step, const long long* __restrict__ steps,
                                    const float* __restrict__ scale, float rest1, float rest2, float epsilon, float weightDecay) {
  const graft::AdamWSettings settings = {rates[*step], *scale, rest1, rest2, log1pf(-rest1), log1pf(-rest2), epsilon, weightDecay};
  graft::adamw_all(w, m, v, g, tensorOf, tensors, granules, *steps, settings, graft::NotFollowing());
}

extern "C" GRID_STRIDE_KERNEL adamw_following(float* __restrict__ w, float* __restrict__ m, float* __restrict__ v,
                                              const float* __restrict__ g, const int* __restrict__ tensorOf,
                                              const graft::TensorRow* __restrict__ tensors, int granules, const float* __restrict__ rates,
                                              const int* __restrict__ step, const long long* __restrict__ steps,
                                              const float* __restrict__ scale, float rest1, float rest2, float epsilon, float weightDecay,
                                              const float* __restrict__ inputs, const float* __restrict__ units, long long from,
                                              long long length) {
  const graft::AdamWSettings settings = {rates[*step], *scale, rest1, rest2, log1pf(-rest1), log1pf(-rest2), epsilon, weightDecay};
  const float lambda = graft::following_lambda(*steps, from, length);
  if (lambda == 0.0f) {
    graft::adamw_all(w, m, v, g, tensorOf, tensors, granules, *steps, settings, graft::NotFollowing());
  } else {
    graft::adamw_all(w, m, v, g, tensorOf, tensors, granules, *steps, settings, graft::Following{inputs, units, lambda});
  }
}
