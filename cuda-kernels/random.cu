// A random fill. What is drawn depends on (seed, sequence, element) alone: not on the launch shape, the device or n.
//
//   out [n]
//   philox_uniform   out[i] = low + (high - low) u, u in [0, 1) from the upper 24 bits of word i % 4 of block i / 4: the same
//                    bits as graft.random.Philox(seed, sequence).nextFloat() gives in order
//
// Launch: any shape; LaunchShape.forElements(n / 4) suffices, a block of Philox a thread. It runs when a network is
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
