#include "winograd_filter.h"

#include "../../runtime/runtime.h"

namespace graft::cudnn::winograd {
namespace {

// Transforms nine vectors of taps and writes them at column `column` of row `depth` of every pair's matrix.
inline void transform(const Vector* taps, const FilterPanels& panels, int depth, int column, float* u) {
  Vector half[kPoints * 3], whole[kPairs];
  for (int s = 0; s < 3; s++) transform_filter<3, 3>(taps + s, half + s);
  for (int i = 0; i < kPoints; i++) transform_filter<1, 1>(half + i * 3, whole + i * kPoints);
  const int panel = column / kBlockColumns * kBlockColumns;
  float* out = u + static_cast<long>(panel) * panels.depth + static_cast<long>(depth) * panels.width(panel) + (column - panel);
  for (int pair = 0; pair < kPairs; pair++) store(out + pair * panels.step(), whole[pair]);
}

}  // namespace

void transform_forward_filter(const SmallConvolution& shape, const float* w, float* u) {
  const FilterPanels panels{shape.channels, shape.filters};
  const long filter = 9L * shape.channels;
  graft::soft::parallel_for(shape.channels, kLanes, [&](std::int64_t begin, std::int64_t end) {
    for (int k = 0; k < shape.filters; k += kLanes)
      for (std::int64_t c = begin; c < end; c++) {
        Vector taps[9];
        for (int tap = 0; tap < 9; tap++)
          for (int lane = 0; lane < kLanes; lane++) taps[tap][lane] = w[(k + lane) * filter + tap * shape.channels + c];
        transform(taps, panels, static_cast<int>(c), k, u);
      }
  });
}

void transform_backward_filter(const SmallConvolution& shape, const float* w, float* u) {
  const FilterPanels panels{shape.filters, shape.channels};
  const long filter = 9L * shape.channels;
  graft::soft::parallel_for(shape.filters, kLanes, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; k++)
      for (int c = 0; c < shape.channels; c += kLanes) {
        Vector taps[9];
        for (int tap = 0; tap < 9; tap++) taps[8 - tap] = load(w + k * filter + static_cast<long>(tap) * shape.channels + c);
        transform(taps, panels, static_cast<int>(k), c, u);
      }
  });
}

}  // namespace graft::cudnn::winograd
