// How a grown network's optimizer keeps it following its teacher, and lets it go.
//
//   inputs  [granules, 64]   s_in: the share that the unit or feature which a weight reads has of its teacher's; 1 without one
//   units   [granules, 64]   s_out: the same of the unit which the weight belongs to
//   steps   [1]              how many training steps were done before
//   from, length             the shares hold in full up to step from + length, and are all 1 from step from + 2 length on; between
//                            them a share is s^lambda, lambda falling from 1 to 0 in a straight line
//
// A weight W' = s_in W of a grown network has the gradient s_out g, where g is that of the teacher's weight W. So what accumulates
// is s_out (or its square) times the teacher's, and the step must become s_in times the teacher's.
#pragma once

namespace graft {

__device__ inline float following_lambda(long long steps, long long from, long long length) {
  // Compared before anything is added, so that nothing overflows.
  const long long falling = steps - from - length;
  if (falling <= 0) return 1.0f;
  if (falling >= length) return 0.0f;
  return static_cast<float>(length - falling) / static_cast<float>(length);
}

// The shares of element i.
struct Following {
  const float* __restrict__ inputs;
  const float* __restrict__ units;
  float lambda;

  __device__ float power(float share) const { return lambda == 1.0f ? share : powf(share, lambda); }
  __device__ float input(long long i) const { return power(inputs[i]); }
  __device__ float unit(long long i) const { return power(units[i]); }
  __device__ float input_by_unit(long long i) const { return power(inputs[i] / units[i]); }
};

// All shares are 1: the compiler leaves the multiplications out.
struct NotFollowing {
  __device__ float input(long long) const { return 1.0f; }
  __device__ float unit(long long) const { return 1.0f; }
  __device__ float input_by_unit(long long) const { return 1.0f; }
};

}  // namespace graft
