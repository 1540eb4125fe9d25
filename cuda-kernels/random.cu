// Random fills. What is drawn depends on (seed, sequence, element) alone: not on the launch shape, the device or n.
//
//   out [n]
//   philox_uniform   out[i] = low + (high - low) u, u in [0, 1) from the upper 24 bits of word i % 4 of block i / 4: the same
//                    bits as graft.random.Philox(seed, sequence).nextFloat() gives in order
//   philox_normal    out[i] = mean + deviation z, z the normal i % 2 of block i / 2 by Box and Muller (1958), in float64 as
//                    nextGaussian() computes it: the same numbers but for the last bits of log, cos and sin
//
// Launch: any shape; LaunchShape.forElements(n / 4) or (n / 2) suffices, a block of Philox a thread. Fills run when a network is
// made, never in a step.
#include "grid_stride.cuh"
#include "philox.cuh"

extern "C" GRID_STRIDE_KERNEL philox_uniform(float* __restrict__ out, long long n, unsigned long long seed,
                                             unsigned long long sequence, float low, float high) {
  const float range = high - low;
  GRID_STRIDE(block, (n + 3) / 4) {
    const graft::PhiloxBlock random = graft::philox_block(seed, sequence, static_cast<unsigned long long>(block));
    for (int lane = 0; lane < 4 && block * 4 + lane < n; lane++) {
      const float unit = static_cast<float>(random.word[lane] >> 8) * 0x1p-24f;
      // Rounded twice, as Java does: a compiler that fused the two would give other bits than the host has.
      out[block * 4 + lane] = __fadd_rn(low, __fmul_rn(range, unit));
    }
  }
}

namespace graft {

// In [0, 1), of 53 bits.
__device__ inline double unit_double(unsigned int high, unsigned int low) {
  return (static_cast<double>(high >> 5) * 0x1p26 + static_cast<double>(low >> 6)) * 0x1p-53;
}

}  // namespace graft

extern "C" GRID_STRIDE_KERNEL philox_normal(float* __restrict__ out, long long n, unsigned long long seed,
                                            unsigned long long sequence, float mean, float deviation) {
  constexpr double kTwoPi = 6.283185307179586;
  GRID_STRIDE(block, (n + 1) / 2) {
    const graft::PhiloxBlock random = graft::philox_block(seed, sequence, static_cast<unsigned long long>(block));
    // 1 - u lies in (0, 1], whose logarithm is finite.
    const double radius = sqrt(-2.0 * log(1.0 - graft::unit_double(random.word[0], random.word[1])));
    const double angle = kTwoPi * graft::unit_double(random.word[2], random.word[3]);
    out[block * 2] = static_cast<float>(static_cast<double>(mean) + static_cast<double>(deviation) * (radius * cos(angle)));
    if (block * 2 + 1 < n) {
      out[block * 2 + 1] = static_cast<float>(static_cast<double>(mean) + static_cast<double>(deviation) * (radius * sin(angle)));
    }
  }
}
