// Inverted dropout (Srivastava et al. 2014, JMLR 15): each element is kept with probability 1 - rate and then scaled, so that
// its expectation stays.
//
//   x     [n]
//   y     [n]   x scale where kept, else 0; overwrites, and may be x, or, where accumulate is not 0, adds to what y holds. With
//               the loss's gradient at y for x it gives that at x: backward draws the same mask again
//   steps [1]   the count of training steps, so that one captured graph draws another mask in every step
//
// Element i is kept where word i % 4 of Philox's block (seed, sequence, steps 2^32 + i / 4) is threshold = rate 2^32 or more.
// scale = 1 / (1 - rate).
//
// Launch: any shape; LaunchShape.forElements(n / 4), a block of Philox a thread.
#include "grid_stride.cuh"
#include "philox.cuh"

namespace graft {

struct Mask {
  unsigned long long seed, sequence, first;
  unsigned int threshold;
  float scale;

  __device__ PhiloxBlock draw(long long block) const { return philox_block(seed, sequence, first + static_cast<unsigned long long>(block)); }
  __device__ float pass(const PhiloxBlock& random, int word, float x) const { return random.word[word] >= threshold ? x * scale : 0.0f; }
};

template <bool kAccumulate>
__device__ inline void drop(const float* x, float* y, long long n, const Mask& mask) {
  GRID_STRIDE(block, n / 4) {
    const PhiloxBlock random = mask.draw(block);
    for (int word = 0; word < 4; word++) {
      const float passed = mask.pass(random, word, x[block * 4 + word]);
      y[block * 4 + word] = kAccumulate ? y[block * 4 + word] + passed : passed;
    }
  }
  GRID_STRIDE(word, n % 4) {
    const long long i = n / 4 * 4 + word;
    const float passed = mask.pass(mask.draw(n / 4), static_cast<int>(word), x[i]);
    y[i] = kAccumulate ? y[i] + passed : passed;
  }
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL dropout(const float* x, float* y, int accumulate, long long n, unsigned long long seed,
                                      unsigned long long sequence, const long long* __restrict__ steps, unsigned int threshold,
                                      float scale) {
  const graft::Mask mask = {seed, sequence, static_cast<unsigned long long>(*steps) << 32, threshold, scale};
  if (accumulate != 0) {
    graft::drop<true>(x, y, n, mask);
  } else {
    graft::drop<false>(x, y, n, mask);
  }
}
