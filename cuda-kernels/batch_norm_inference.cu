// Batch normalisation with running statistics, which is a line for each channel: y = (x - mean) scale + beta with scale =
// gamma / sqrt(variance + epsilon).
//
//   x, y   [pixels, channels]   batch_norm_inference: then max(y, 0) if relu; y may be x
//   gamma, beta, mean, variance [channels]
//   w      [channels, taps]     fold_batch_norm: the kernel of the convolution whose output is normalised
//   b      [channels]           its bias; null where it has none
//   folded [channels, taps]     w scale; with it the convolution gives the normalised output
//   bias   [channels]           (b - mean) scale + beta
//
// Folded anew in each pass, since training moves all of them between two passes.
//
// wide: see batch_norm.cu. Launch: LaunchShape.forLanes(rows / 4, wide); fold_batch_norm: forElements(channels * taps). Any
// shape gives the same bits.
#include "channel_lanes.cuh"
#include "grid_rows.cuh"

namespace graft {

__device__ inline float running_scale(float gamma, float variance, float epsilon) { return gamma / sqrtf(variance + epsilon); }

}  // namespace graft

extern "C" GRID_LANES_KERNEL batch_norm_inference(const float* x, long long elements, int channels, int wide,
                                                  const float* __restrict__ gamma, const float* __restrict__ beta,
                                                  const float* __restrict__ mean, const float* __restrict__ variance, float epsilon,
                                                  int relu, float* y) {
  const graft::ChannelMatrix matrix = {elements, wide};
  GRID_LANES_TILE(tile, wide) {
    graft::PerLane<float, 3> line;
    LANES(lane, tile.width) {
      const int c = (tile.first + lane) % channels;
      line.at(graft::kShift, lane) = mean[c];
      line.at(graft::kScale, lane) = graft::running_scale(gamma[c], variance[c], epsilon);
      line.at(graft::kOffset, lane) = beta[c];
    }
    graft::apply_line(x, matrix, tile, line, relu != 0, y);
  }
}

extern "C" GRID_STRIDE_KERNEL fold_batch_norm(const float* __restrict__ w, const float* __restrict__ b, int channels, int taps,
                                              const float* __restrict__ gamma, const float* __restrict__ beta,
                                              const float* __restrict__ mean, const float* __restrict__ variance, float epsilon,
                                              float* __restrict__ folded, float* __restrict__ bias) {
  GRID_STRIDE_ROWS(at, channels, taps) {
    const long long i = at.row * taps + at.column;
    folded[i] = w[i] * graft::running_scale(gamma[at.row], variance[at.row], epsilon);
  }
  GRID_STRIDE(c, channels) {
    const float before = (b == nullptr ? 0.0f : b[c]) - mean[c];
    bias[c] = before * graft::running_scale(gamma[c], variance[c], epsilon) + beta[c];
  }
}
