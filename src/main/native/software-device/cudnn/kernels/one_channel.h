// Convolutions of 3 x 3 taps over images of one channel: nine multiplications a result, so that what counts is to touch y or
// dy once, in order. No tile transforms: they would read and write more than they save.
//
// Results do not depend on the number of threads. Functions run in the executor's thread, on its team, and allocate nothing:
// `scratch` has the floats that the function of that name says.
#pragma once

#include <cstddef>

#include "shape.h"

namespace graft::cudnn::one_channel {

// One channel, filters a multiple of the vector width.
bool suits(const SmallConvolution& shape);

std::size_t forward_scratch(const SmallConvolution& shape, int threads);
// y[n, i, j, k] = act(bias[k] + sum over r, s of x[n, i + r - pad_h, j + s - pad_w] * w[k, r, s]); bias may be null.
void forward(const SmallConvolution& shape, const float* x, const float* w, const float* bias, bool relu, float* y, float* scratch, int threads);

std::size_t backward_filter_scratch(const SmallConvolution& shape, int threads);
// dw[k, r, s] = sum over n, i, j of x[n, i + r - pad_h, j + s - pad_w] * dy[n, i, j, k]
void backward_filter(const SmallConvolution& shape, const float* x, const float* dy, float* dw, float* scratch, int threads);

}  // namespace graft::cudnn::one_channel
