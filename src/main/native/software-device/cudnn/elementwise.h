// Walks several tensors of one shape in step, on all cores.
#pragma once

#include <algorithm>
#include <array>
#include <numeric>

#include "descriptors.h"

namespace graft::cudnn {

// Strides of a tensor seen through another's shape: zero along every dimension where it has extent one.
inline std::array<int, kMaxDimensions> broadcast_strides(const Tensor& tensor) {
  std::array<int, kMaxDimensions> strides = tensor.strides;
  for (int i = 0; i < tensor.rank; i++)
    if (tensor.dims[i] == 1) strides[i] = 0;
  return strides;
}

// Calls row(count, offsets, steps) for every line along the dimension that lies densest in the last tensor; `offsets` is where
// the line starts in each tensor and `steps` how far its elements lie apart. Where all tensors are one gapless block in one
// order, the lines are long runs with steps of one.
template <std::size_t Count, class Row>
void walk(const Tensor& shape, const std::array<std::array<int, kMaxDimensions>, Count>& strides, Row&& row) {
  using Offsets = std::array<std::int64_t, Count>;
  const bool alike = shape.is_dense() && std::all_of(strides.begin(), strides.end(), [&](const auto& other) {
    for (int i = 0; i < shape.rank; i++)
      if (shape.dims[i] != 1 && other[i] != shape.strides[i]) return false;
    return true;
  });
  if (alike) {
    graft::soft::parallel_for(shape.elements(), 4096, [&](std::int64_t begin, std::int64_t end) {
      Offsets offsets, steps;
      offsets.fill(begin);
      steps.fill(1);
      row(end - begin, offsets, steps);
    });
    return;
  }
  int inner = 0;
  for (int i = 1; i < shape.rank; i++) {
    const bool denser = shape.strides[i] < shape.strides[inner];
    if (shape.dims[inner] == 1 || (shape.dims[i] != 1 && denser)) inner = i;
  }
  const std::int64_t lines = shape.elements() / shape.dims[inner];
  const std::int64_t grain = std::max<std::int64_t>(1, 4096 / shape.dims[inner]);
  graft::soft::parallel_for(lines, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t line = begin; line < end; line++) {
      Offsets offsets{}, steps;
      for (std::size_t t = 0; t < Count; t++) steps[t] = strides[t][inner];
      std::int64_t rest = line;
      for (int i = shape.rank - 1; i >= 0; i--) {
        if (i == inner) continue;
        const std::int64_t index = rest % shape.dims[i];
        rest /= shape.dims[i];
        for (std::size_t t = 0; t < Count; t++) offsets[t] += index * strides[t][i];
      }
      row(shape.dims[inner], offsets, steps);
    }
  });
}

}  // namespace graft::cudnn
