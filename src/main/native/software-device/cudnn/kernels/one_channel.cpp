#include "one_channel.h"

#include <algorithm>

#include "../../runtime/runtime.h"
#include "../vector.h"

namespace graft::cudnn::one_channel {
namespace {

using graft::soft::parallel_for;

constexpr int kTaps = 9;
constexpr int kBandRows = 16;  // rows of y whose gradients are added up before they go to memory

// The three rows of x under a row of y, with the padding around them.
struct Lines {
  float* data;
  long length;

  void fill(const SmallConvolution& shape, const float* image, int row) {
    for (int r = 0; r < 3; r++) {
      float* line = data + r * length;
      std::fill(line, line + length, 0.0f);
      const int from = row + r - shape.pad_h;
      if (from >= 0 && from < shape.height) std::copy(image + static_cast<long>(from) * shape.width, image + static_cast<long>(from + 1) * shape.width, line + shape.pad_w);
    }
  }
  const float* tap(int tap, long column) const { return data + tap / 3 * length + tap % 3 + column; }
};

long line_length(const SmallConvolution& shape) { return shape.width + 2L * shape.pad_w; }
long lines_floats(const SmallConvolution& shape) { return (3 * line_length(shape) + 15) / 16 * 16; }

// Adds one row's share to the gradients of `Vectors` vectors of filters, [tap][filters].
template <int Vectors>
inline void add_row(const Lines& lines, const float* dy, long columns, long filters, float* sums) {
  Vector totals[kTaps][Vectors];
  for (int tap = 0; tap < kTaps; tap++)
    for (int v = 0; v < Vectors; v++) totals[tap][v] = load(sums + tap * filters + v * kLanes);
  for (long j = 0; j < columns; j++) {
    Vector gradient[Vectors];
    for (int v = 0; v < Vectors; v++) gradient[v] = load(dy + j * filters + v * kLanes);
    for (int tap = 0; tap < kTaps; tap++) {
      const Vector pixel = broadcast(*lines.tap(tap, j));
      for (int v = 0; v < Vectors; v++) totals[tap][v] += pixel * gradient[v];
    }
  }
  for (int tap = 0; tap < kTaps; tap++)
    for (int v = 0; v < Vectors; v++) store(sums + tap * filters + v * kLanes, totals[tap][v]);
}

long bands(const SmallConvolution& shape) { return (shape.out_height() + kBandRows - 1) / kBandRows; }

}  // namespace

bool suits(const SmallConvolution& shape) { return shape.channels == 1 && shape.filters % kLanes == 0; }

std::size_t backward_filter_scratch(const SmallConvolution& shape, int threads) {
  return static_cast<std::size_t>(threads * lines_floats(shape) + shape.images * bands(shape) * kTaps * shape.filters);
}

void backward_filter(const SmallConvolution& shape, const float* x, const float* dy, float* dw, float* scratch, int threads) {
  const long height = shape.out_height(), width = shape.out_width(), filters = shape.filters;
  const long parts = shape.images * bands(shape), size = kTaps * filters;
  float* sums = scratch + threads * lines_floats(shape);  // [part][tap][filters]
  parallel_for(threads, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t thread = first; thread < last; thread++) {
      Lines lines{scratch + thread * lines_floats(shape), line_length(shape)};
      for (long part = parts * thread / threads; part < parts * (thread + 1) / threads; part++) {
        const long image = part / bands(shape), band = part % bands(shape);
        float* own = sums + part * size;
        std::fill(own, own + size, 0.0f);
        for (long row = band * kBandRows; row < std::min(height, (band + 1) * kBandRows); row++) {
          lines.fill(shape, x + image * shape.height * shape.width, static_cast<int>(row));
          const float* gradients = dy + (image * height + row) * width * filters;
          constexpr int together = kLanes == 16 ? 2 : 1;  // as many sums as registers hold
          long k = 0;
          for (; k + together * kLanes <= filters; k += together * kLanes) add_row<together>(lines, gradients + k, width, filters, own + k);
          for (; k < filters; k += kLanes) add_row<1>(lines, gradients + k, width, filters, own + k);
        }
      }
    }
  });
  parallel_for(filters / kLanes, 1, [&](std::int64_t first, std::int64_t last) {
    for (long k = first * kLanes; k < last * kLanes; k += kLanes)
      for (int tap = 0; tap < kTaps; tap++) {
        Vector total{};
        for (long part = 0; part < parts; part++) total += load(sums + part * size + tap * filters + k);
        for (int lane = 0; lane < kLanes; lane++) dw[(k + lane) * kTaps + tap] = total[lane];
      }
  });
}

}  // namespace graft::cudnn::one_channel
