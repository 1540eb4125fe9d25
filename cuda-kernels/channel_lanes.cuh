// A tensor [pixels, channels] for kernels that keep something for each channel, in tiles of grid_lanes.cuh.
//
// Few channels would leave most lanes idle. So it is read as [rows, wide], wide = several times channels: column c is of channel
// c % channels, and only the last row may be shorter.
#pragma once

#include "grid_lanes.cuh"

namespace graft {

struct ChannelMatrix {
  long long elements;
  int wide;

  __device__ long long rows() const { return (elements + wide - 1) / wide; }
  // Of a tile in a row, which ends where the elements do.
  __device__ int width(long long row, const LaneTile& tile) const {
    const long long rest = elements - row * wide - tile.first;
    return rest < tile.width ? static_cast<int>(rest) : tile.width;
  }
  // How many elements a column has in the rows from begin to end.
  __device__ int count(long long begin, long long end, int column) const {
    return static_cast<int>(end - begin) - ((end - 1) * wide + column < elements ? 0 : 1);
  }
};

// The rows of a matrix cut into parts as even as can be, at most 65,536: part i begins at row rows i / parts, here without a division of
// 64 bits for each.
struct PartRows {
  long long each;
  unsigned more, parts;

  __device__ PartRows(const ChannelMatrix& matrix, int parts)
      : each(matrix.rows() / parts), more(static_cast<unsigned>(matrix.rows() % parts)), parts(static_cast<unsigned>(parts)) {}
  __device__ long long first(long long part) const { return each * part + more * static_cast<unsigned>(part) / parts; }
};

// What the parts hold of one channel, part after part, and in it column after column: use(part, column, numbers) for each, where
// numbers are kNumbers rows of sums [parts, kNumbers, wide]. A thread that goes through them alone would wait for memory at each,
// so several are loaded before the first is used.
template <int kNumbers, class Use>
__device__ inline void each_part(const float* __restrict__ sums, int parts, int wide, int channels, int channel, Use use) {
  constexpr int kAtOnce = 16;
  const int together = wide / channels, items = parts * together;
  for (int first = 0; first < items; first += kAtOnce) {
    float numbers[kAtOnce][kNumbers];
    UNROLLED for (int i = 0; i < kAtOnce; i++) {
      const int item = first + i < items ? first + i : items - 1;
      const float* __restrict__ at = sums + static_cast<long long>(item / together) * kNumbers * wide + item % together * channels + channel;
      UNROLLED for (int number = 0; number < kNumbers; number++) numbers[i][number] = at[number * wide];
    }
    UNROLLED for (int i = 0; i < kAtOnce; i++) {
      const int item = first + i;
      if (item < items) use(item / together, item % together * channels + channel, numbers[i]);
    }
  }
}

// Sums before their first term: -0, which an addition leaves as it is. Behind 0, g++ gives a ReLU's choice a branch of its own
// for the sum that stays 0, and the loop over lanes stays scalar.
template <int kSums>
__device__ inline void begin_sums(float* sums) {
  UNROLLED for (int s = 0; s < kSums; s++) sums[s] = -0.0f;
}

// terms(i, lane, sums) adds element i's terms to sums[0] ... An element passes through rows / 8 additions.
template <int kSums, class Terms>
__device__ inline void sum_columns(const ChannelMatrix& matrix, const LaneTile& tile, long long begin, long long end,
                                   PerLane<float, kSums>& total, Terms terms) {
  constexpr int kRun = 8;
  LANES(lane, tile.width) {
    UNROLLED for (int s = 0; s < kSums; s++) total.at(s, lane) = 0.0f;
  }
  long long row = begin;
  for (; row + kRun <= end && (row + kRun) * matrix.wide <= matrix.elements; row += kRun) {
    LANES(lane, tile.width) {
      float sums[kSums];
      begin_sums<kSums>(sums);
      const long long at = row * matrix.wide + tile.first + lane;
      UNROLLED for (int r = 0; r < kRun; r++) terms(at + r * matrix.wide, lane, sums);
      UNROLLED for (int s = 0; s < kSums; s++) total.at(s, lane) += sums[s];
    }
  }
  for (; row < end; row++) {
    const int width = matrix.width(row, tile);
    LANES(lane, width) {
      float sums[kSums];
      begin_sums<kSums>(sums);
      terms(row * matrix.wide + tile.first + lane, lane, sums);
      UNROLLED for (int s = 0; s < kSums; s++) total.at(s, lane) += sums[s];
    }
  }
}

// Calls body(i, lane) for each element i of a tile.
template <class Body>
__device__ inline void each_element(const ChannelMatrix& matrix, const LaneTile& tile, Body body) {
  constexpr int kAtOnce = 4;
  GRID_LANES_ITEMS(group, (matrix.rows() + kAtOnce - 1) / kAtOnce, tile) {
    const long long first = group * kAtOnce;
    if ((first + kAtOnce) * matrix.wide <= matrix.elements) {
      LANES(lane, tile.width) {
        UNROLLED for (int r = 0; r < kAtOnce; r++) body((first + r) * matrix.wide + tile.first + lane, lane);
      }
    } else {
      for (long long row = first; row < matrix.rows(); row++) {
        const int width = matrix.width(row, tile);
        LANES(lane, width) { body(row * matrix.wide + tile.first + lane, lane); }
      }
    }
  }
}

// A line for each lane.
enum Line { kShift, kScale, kOffset, kLine };

// y = (x - shift) scale + offset, then max(y, 0) if relu, so that NaN passes (see relu.cu); y may be x.
template <bool kRelu>
__device__ inline void apply_line(const float* x, const ChannelMatrix& matrix, const LaneTile& tile, PerLane<float, kLine>& line, float* y) {
  each_element(matrix, tile, [&](long long i, int lane) {
    const float moved = (x[i] - line.at(kShift, lane)) * line.at(kScale, lane) + line.at(kOffset, lane);
    y[i] = kRelu && moved < 0.0f ? 0.0f : moved;
  });
}

__device__ inline void apply_line(const float* x, const ChannelMatrix& matrix, const LaneTile& tile, PerLane<float, kLine>& line, bool relu,
                                  float* y) {
  if (relu) {
    apply_line<true>(x, matrix, tile, line, y);
  } else {
    apply_line<false>(x, matrix, tile, line, y);
  }
}

}  // namespace graft
