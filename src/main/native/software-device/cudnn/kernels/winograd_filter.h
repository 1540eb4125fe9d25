// Transformed filters, in panels of the columns that one register block of the product takes.
#pragma once

#include "matrix_product.h"
#include "shape.h"
#include "winograd_transforms.h"

namespace graft::cudnn::winograd {

// u[pair][panel][depth][column]: the matrix that a pair's tiles are multiplied by. Forward it maps channels to filters,
// backward (filters turned by 180 degrees) filters to channels.
struct FilterPanels {
  int depth, columns;

  long step() const { return static_cast<long>(depth) * columns + 16; }  // between pairs; padded against cache sets in step
  long floats() const { return kPairs * step(); }
  const float* panel(const float* u, int pair, int column) const { return u + pair * step() + static_cast<long>(column) * depth; }
  int width(int column) const { return columns - column < kBlockColumns ? columns - column : kBlockColumns; }
};

void transform_forward_filter(const SmallConvolution& shape, const float* w, float* u);
void transform_backward_filter(const SmallConvolution& shape, const float* w, float* u);

}  // namespace graft::cudnn::winograd
