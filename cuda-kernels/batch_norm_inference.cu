// Batch normalisation with running statistics, which is a line for each channel: y = (x - mean) scale + beta with scale =
// gamma / sqrt(variance + epsilon).
//
//   x, y   [pixels, channels]   batch_norm_inference: then max(y, 0) if relu; y may be x
//   dy     [pixels, channels]   batch_norm_inference_gradient: the loss's gradient at y; where relu, it counts only where y > 0
//   dx     [pixels, channels]   dy scale, since mean and variance are constants here (a frozen layer in training); overwrites, and
//                               may be dy, or, where accumulate is not 0, adds to what dx holds. y is read only if relu
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

__device__ inline void load_scale(const float* __restrict__ gamma, const float* __restrict__ variance, float epsilon, int channels,
                                  const LaneTile& tile, PerLane<float, 1>& scale) {
  LANES(lane, tile.width) {
    const int c = (tile.first + lane) % channels;
    scale.at(0, lane) = running_scale(gamma[c], variance[c], epsilon);
  }
}

// dy is read everywhere, not only where y > 0: see relu.cu.
template <bool kRelu, bool kAccumulate>
__device__ inline void scale_gradient(const float* y, const float* dy, const ChannelMatrix& matrix, const LaneTile& tile,
                                      PerLane<float, 1>& scale, float* dx) {
  each_element(matrix, tile, [&](long long i, int lane) {
    const float scaled = dy[i] * scale.at(0, lane);
    const float share = !kRelu || y[i] > 0.0f ? scaled : 0.0f;
    dx[i] = kAccumulate ? dx[i] + share : share;
  });
}

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

extern "C" GRID_LANES_KERNEL batch_norm_inference_gradient(const float* y, const float* dy, long long elements, int channels, int wide,
                                                           const float* __restrict__ gamma, const float* __restrict__ variance,
                                                           float epsilon, int relu, int accumulate, float* dx) {
  const graft::ChannelMatrix matrix = {elements, wide};
  GRID_LANES_TILE(tile, wide) {
    graft::PerLane<float, 1> scale;
    graft::load_scale(gamma, variance, epsilon, channels, tile, scale);
    if (relu != 0 && accumulate != 0) {
      graft::scale_gradient<true, true>(y, dy, matrix, tile, scale, dx);
    } else if (relu != 0) {
      graft::scale_gradient<true, false>(y, dy, matrix, tile, scale, dx);
    } else if (accumulate != 0) {
      graft::scale_gradient<false, true>(y, dy, matrix, tile, scale, dx);
    } else {
      graft::scale_gradient<false, false>(y, dy, matrix, tile, scale, dx);
    }
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
