// Clipping by the global norm: what all gradients of a network are to be multiplied by, so that together they are not longer than
// allowed. The optimizers' kernels do the multiplying.
//
//   g        [granules, 64]   gradients of the mean loss
//   squares  [parts, 64]      gradient_squares: sums of g^2 over a stretch of granules each; overwrites
//   sums     [few, 64]        square_sums: sums of squares over a stretch of parts each; overwrites
//   scale    [1]              clip_scale: min(1, maximum / (sqrt(sum over all sums) + 1e-6)); overwrites. NaN where the norm is
//
// Everything is added in float64 and in an order that depends on the lengths alone, not on the launch or the number of cores, so
// that steps repeat bit for bit. A square of a float32 is exact in float64, and does not overflow.
//
// Launch: gradient_squares and square_sums any multiple of the one tile; LaunchShape.forLanes(parts or few, 64): a block a stretch,
// a thread a column, coalesced. clip_scale any shape, of which one thread works; LaunchShape.single(): it adds as many independent
// sums as registers hold.
#include "grid_lanes.cuh"
#include "grid_stride.cuh"
#include "tensor_table.cuh"

namespace graft {

// to[part, lane] = sum of term(from[row, lane]) over the rows of the part.
template <class Number, class Term>
__device__ inline void sum_stretches(const Number* __restrict__ from, int rows, double* __restrict__ to, int parts, Term term) {
  static_assert(kGranule == kLanes, "a granule is one tile");
  GRID_LANES_TILE(tile, kLanes) {
    GRID_LANES_ITEMS(part, parts, tile) {
      const long long first = rows * part / parts, end = rows * (part + 1) / parts;
      PerLane<double, 1> sum;
      LANES(lane, tile.width) { sum.at(0, lane) = 0.0; }
      for (long long row = first; row < end; row++) {
        LANES(lane, tile.width) { sum.at(0, lane) += term(from[row * kLanes + lane]); }
      }
      LANES(lane, tile.width) { to[part * kLanes + lane] = sum.at(0, lane); }
    }
  }
}

}  // namespace graft

extern "C" GRID_LANES_KERNEL gradient_squares(const float* __restrict__ g, int granules, double* __restrict__ squares, int parts) {
  graft::sum_stretches(g, granules, squares, parts, [](float x) { return static_cast<double>(x) * static_cast<double>(x); });
}

extern "C" GRID_LANES_KERNEL square_sums(const double* __restrict__ squares, int parts, double* __restrict__ sums, int few) {
  graft::sum_stretches(squares, parts, sums, few, [](double x) { return x; });
}

extern "C" GRID_STRIDE_KERNEL clip_scale(const double* __restrict__ sums, int few, float maximum, float* __restrict__ scale) {
  GRID_STRIDE(once, 1) {
    constexpr int kSums = 32;
    double sum[kSums] = {};
    for (int i = 0; i < few * graft::kGranule; i += kSums) {
      UNROLLED for (int k = 0; k < kSums; k++) sum[k] += sums[i + k];
    }
    for (int k = 1; k < kSums; k++) sum[0] += sum[k];
    const double fraction = static_cast<double>(maximum) / (sqrt(sum[0]) + 1e-6);
    // Written so that NaN passes.
    *scale = fraction >= 1.0 ? 1.0f : static_cast<float>(fraction);
  }
}
