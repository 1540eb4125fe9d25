// Convolutions of 3 x 3 taps with 2.1 to 4 times fewer multiplications (Winograd's F(4 x 4, 3 x 3) and F(3 x 3, 4 x 4)).
//
// Results lie within a relative error of 1e-5 of the exact ones where channels number up to a few hundred; they do not depend
// on the number of threads, but for the filter's gradient, whose partial sums are one a thread, added in a fixed order.
// Functions run in the executor's thread, on its team, and allocate nothing: `scratch` has the floats that the function of
// that name says, 64-byte aligned.
#pragma once

#include <cstddef>

#include "shape.h"

namespace graft::cudnn::winograd {

// Channels and filters multiples of the vector width.
bool suits(const SmallConvolution& shape);

std::size_t forward_scratch(const SmallConvolution& shape, int threads);
// y[n, i, j, k] = act(bias[k] + sum over r, s, c of x[n, i + r - pad_h, j + s - pad_w, c] * w[k, r, s, c]); bias may be null.
void forward(const SmallConvolution& shape, const float* x, const float* w, const float* bias, bool relu, float* y, float* scratch, int threads);

std::size_t backward_data_scratch(const SmallConvolution& shape, int threads);
// dx[n, i, j, c] = sum over r, s, k of dy[n, i + pad_h - r, j + pad_w - s, k] * w[k, r, s, c]
void backward_data(const SmallConvolution& shape, const float* w, const float* dy, float* dx, float* scratch, int threads);

std::size_t backward_filter_scratch(const SmallConvolution& shape, int threads);
// dw[k, r, s, c] = sum over n, i, j of x[n, i + r - pad_h, j + s - pad_w, c] * dy[n, i, j, k]
void backward_filter(const SmallConvolution& shape, const float* x, const float* dy, float* dw, float* scratch, int threads);

}  // namespace graft::cudnn::winograd
