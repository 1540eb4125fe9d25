// Batch normalisation of each channel over all pixels of a batch (Ioffe, Szegedy 2015, arXiv 1502.03167, algorithm 1).
//
//   x, y     [pixels, channels]   y = gamma xhat + beta, xhat = (x - mean) / sqrt(variance + epsilon), then max(., 0) if relu
//   gamma, beta [channels]
//   mean, variance [channels]     the running ones: momentum old + (1 - momentum) of the batch. The batch's variance
//                                 normalises divided by n = pixels; the running one takes it divided by n - 1
//   dy       [pixels, channels]   the loss's gradient at y; where relu, it counts only where y > 0
//   dbeta    [channels]           sum of dy; overwrites
//   dgamma   [channels]           sum of dy xhat; overwrites
//   dx       [pixels, channels]   gamma / sqrt(variance + epsilon) (dy - dbeta / n - xhat dgamma / n); overwrites, or, where
//                                 accumulate is not 0, adds to what dx holds; may be dy
//   note     [7, channels]        what forward leaves for backward, see Note
//   sums     [parts, 3 or 2, wide]   scratch memory between a kernel of sums and the next one
//
// Training: batch_norm_sums, batch_norm_statistics, batch_norm_apply; backward batch_norm_gradient_sums,
// batch_norm_gradient, batch_norm_gradient_apply. Inference: batch_norm_inference.cu.
//
// wide: see channel_lanes.cuh. The caller sees to it that each part has two rows, or the only row is whole: then each column of
// a part has an element.
//
// Sums: a part is a stretch of rows, small enough to be read twice from a cache: its mean first, then its squares about that
// mean, so that nothing cancels, whatever the mean is. Parts are added in their order, in float64. Everything is
// subtracted from x before it is multiplied, for the same reason; what rounding the mean to float32 loses is in offset and rest.
//
// Launch: LaunchShape.forLanes of (parts or rows / 4, wide); batch_norm_statistics, batch_norm_gradient:
// forElements(channels). Any shape gives the same bits.
#include "channel_lanes.cuh"
#include "grid_stride.cuh"

namespace graft {

// Rows of note; the first are a Line.
enum Note {
  // kShift: float32 next to the batch's mean; kScale: gamma / sqrt(variance + epsilon)
  kInverse = kLine,  // 1 / sqrt(variance + epsilon)
  kRest,             // xhat = (x - shift) inverse + rest
  kFactor,           // dx = dy scale + (x - shift) factor + constant
  kConstant,
};

// The channel's values of some rows of the note, for each lane.
template <int kRows>
__device__ inline void load_note(const float* __restrict__ note, int channels, const LaneTile& tile, PerLane<float, kRows>& values) {
  LANES(lane, tile.width) {
    UNROLLED for (int row = 0; row < kRows; row++) values.at(row, lane) = note[row * channels + (tile.first + lane) % channels];
  }
}

// dy, or 0 where the ReLU behind cut y off.
template <bool kRelu>
__device__ inline float gradient_before(float dy, float centred, PerLane<float, kRest + 1>& values, int lane) {
  return !kRelu || centred * values.at(kScale, lane) + values.at(kOffset, lane) > 0.0f ? dy : 0.0f;
}

template <bool kRelu>
__device__ inline void gradient_sums(const float* __restrict__ x, const float* __restrict__ dy, const ChannelMatrix& matrix, int channels,
                                     const float* __restrict__ note, int parts, float* __restrict__ sums) {
  const PartRows rows(matrix, parts);
  GRID_LANES_TILE(tile, matrix.wide) {
    PerLane<float, kRest + 1> values;
    load_note(note, channels, tile, values);
    GRID_LANES_ITEMS(part, parts, tile) {
      PerLane<float, 2> total;
      sum_columns(matrix, tile, rows.first(part), rows.first(part + 1), total,
                  [&](long long i, int lane, float* s) {
                    const float centred = x[i] - values.at(kShift, lane);
                    const float gradient = gradient_before<kRelu>(dy[i], centred, values, lane);
                    s[0] += gradient;
                    s[1] += gradient * (centred * values.at(kInverse, lane) + values.at(kRest, lane));
                  });
      LANES(lane, tile.width) {
        UNROLLED for (int s = 0; s < 2; s++) sums[(part * 2 + s) * matrix.wide + tile.first + lane] = total.at(s, lane);
      }
    }
  }
}

template <bool kRelu, bool kAccumulate>
__device__ inline void gradient_apply(const float* x, const float* dy, const ChannelMatrix& matrix, int channels,
                                      const float* __restrict__ note, float* dx) {
  GRID_LANES_TILE(tile, matrix.wide) {
    PerLane<float, kRest + 1> values;
    load_note(note, channels, tile, values);
    PerLane<float, 2> ends;
    load_note(note + kFactor * channels, channels, tile, ends);
    each_element(matrix, tile, [&](long long i, int lane) {
      const float centred = x[i] - values.at(kShift, lane);
      const float gradient = gradient_before<kRelu>(dy[i], centred, values, lane);
      const float share = gradient * values.at(kScale, lane) + (centred * ends.at(0, lane) + ends.at(1, lane));
      dx[i] = kAccumulate ? dx[i] + share : share;
    });
  }
}

}  // namespace graft

// sums of a part: its mean, what to add to that, and the sum of the squares about both.
extern "C" GRID_LANES_KERNEL batch_norm_sums(const float* __restrict__ x, long long elements, int wide, int parts,
                                             float* __restrict__ sums) {
  const graft::ChannelMatrix matrix = {elements, wide};
  const graft::PartRows rows(matrix, parts);
  GRID_LANES_TILE(tile, wide) {
    GRID_LANES_ITEMS(part, parts, tile) {
      const long long begin = rows.first(part), end = rows.first(part + 1);
      graft::PerLane<float, 1> mean;
      graft::sum_columns(matrix, tile, begin, end, mean, [&](long long i, int, float* s) { s[0] += x[i]; });
      LANES(lane, tile.width) { mean.at(0, lane) /= static_cast<float>(matrix.count(begin, end, tile.first + lane)); }
      graft::PerLane<float, 2> total;
      graft::sum_columns(matrix, tile, begin, end, total, [&](long long i, int lane, float* s) {
        const float centred = x[i] - mean.at(0, lane);
        s[0] += centred;
        s[1] += centred * centred;
      });
      LANES(lane, tile.width) {
        const float more = total.at(0, lane) / static_cast<float>(matrix.count(begin, end, tile.first + lane));
        float* at = sums + part * 3 * wide + tile.first + lane;
        at[0] = mean.at(0, lane);
        at[wide] = more;
        at[2LL * wide] = total.at(1, lane) - total.at(0, lane) * more;
      }
    }
  }
}

// Parts' means and squares joined (Chan, Golub, LeVeque 1983), about the first part's mean. update: whether the running
// statistics move.
extern "C" GRID_STRIDE_KERNEL batch_norm_statistics(const float* __restrict__ sums, long long elements, int channels, int wide, int parts,
                                                    const float* __restrict__ gamma, const float* __restrict__ beta, double epsilon,
                                                    double momentum, int update, float* __restrict__ mean,
                                                    float* __restrict__ variance, float* __restrict__ note) {
  const graft::ChannelMatrix matrix = {elements, wide};
  const graft::PartRows rows(matrix, parts);
  const double n = static_cast<double>(elements / channels);
  GRID_STRIDE(c, channels) {
    const double first = sums[c];
    double sum = 0.0, squares = 0.0;
    graft::each_part<3>(sums, parts, wide, channels, static_cast<int>(c), [&](int part, int column, const float* numbers) {
      const double count = matrix.count(rows.first(part), rows.first(part + 1), column);
      const double off = numbers[0] - first + numbers[1];
      sum += count * off;
      squares += numbers[2] + count * off * off;
    });
    const double of_batch = first + sum / n, rounded = (squares - sum * sum / n) / n;
    const double spread = rounded < 0.0 ? 0.0 : rounded;
    const double inverse = 1.0 / sqrt(spread + epsilon);
    const float shift = static_cast<float>(of_batch);
    const double rest = (shift - of_batch) * inverse;
    note[graft::kShift * channels + c] = shift;
    note[graft::kScale * channels + c] = static_cast<float>(gamma[c] * inverse);
    note[graft::kOffset * channels + c] = static_cast<float>(beta[c] + gamma[c] * rest);
    note[graft::kInverse * channels + c] = static_cast<float>(inverse);
    note[graft::kRest * channels + c] = static_cast<float>(rest);
    if (update != 0) {
      mean[c] = static_cast<float>(momentum * mean[c] + (1.0 - momentum) * of_batch);
      variance[c] = static_cast<float>(momentum * variance[c] + (1.0 - momentum) * (spread * n / (n - 1.0)));
    }
  }
}

extern "C" GRID_LANES_KERNEL batch_norm_apply(const float* x, long long elements, int channels, int wide, const float* __restrict__ note,
                                              int relu, float* y) {
  const graft::ChannelMatrix matrix = {elements, wide};
  GRID_LANES_TILE(tile, wide) {
    graft::PerLane<float, graft::kLine> line;
    graft::load_note(note, channels, tile, line);
    graft::apply_line(x, matrix, tile, line, relu != 0, y);
  }
}

extern "C" GRID_LANES_KERNEL batch_norm_gradient_sums(const float* __restrict__ x, const float* __restrict__ dy, long long elements,
                                                      int channels, int wide, const float* __restrict__ note, int relu, int parts,
                                                      float* __restrict__ sums) {
  if (relu != 0) {
    graft::gradient_sums<true>(x, dy, {elements, wide}, channels, note, parts, sums);
  } else {
    graft::gradient_sums<false>(x, dy, {elements, wide}, channels, note, parts, sums);
  }
}

// The parameters' gradients, and in note what the input's is made with.
extern "C" GRID_STRIDE_KERNEL batch_norm_gradient(const float* __restrict__ sums, long long elements, int channels, int wide, int parts,
                                                  float* __restrict__ dgamma, float* __restrict__ dbeta, float* note) {
  const double n = static_cast<double>(elements / channels);
  GRID_STRIDE(c, channels) {
    double sum = 0.0, product = 0.0;
    graft::each_part<2>(sums, parts, wide, channels, static_cast<int>(c), [&](int, int, const float* numbers) {
      sum += numbers[0];
      product += numbers[1];
    });
    dbeta[c] = static_cast<float>(sum);
    dgamma[c] = static_cast<float>(product);
    const double scale = note[graft::kScale * channels + c], inverse = note[graft::kInverse * channels + c];
    note[graft::kFactor * channels + c] = static_cast<float>(-scale * inverse * product / n);
    note[graft::kConstant * channels + c] = static_cast<float>(-scale * (sum + note[graft::kRest * channels + c] * product) / n);
  }
}

extern "C" GRID_LANES_KERNEL batch_norm_gradient_apply(const float* x, const float* dy, long long elements, int channels, int wide,
                                                       const float* __restrict__ note, int relu, int accumulate, float* dx) {
  const graft::ChannelMatrix matrix = {elements, wide};
  if (relu != 0 && accumulate != 0) {
    graft::gradient_apply<true, true>(x, dy, matrix, channels, note, dx);
  } else if (relu != 0) {
    graft::gradient_apply<true, false>(x, dy, matrix, channels, note, dx);
  } else if (accumulate != 0) {
    graft::gradient_apply<false, true>(x, dy, matrix, channels, note, dx);
  } else {
    graft::gradient_apply<false, false>(x, dy, matrix, channels, note, dx);
  }
}
