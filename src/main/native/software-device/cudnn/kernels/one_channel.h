// The filter's gradient of a convolution of 3 x 3 taps over images of one channel: nine multiplications for each element of
// dy, so that what counts is to read dy once, in order, with all of a filter's sums in registers.
//
// Results do not depend on the number of threads. Runs in the executor's thread, on its team, and allocates nothing:
// `scratch` has as many floats as backward_filter_scratch says.
#pragma once

#include <cstddef>

#include "shape.h"

namespace graft::cudnn::one_channel {

// One channel, filters a multiple of the vector width.
bool suits(const SmallConvolution& shape);

std::size_t backward_filter_scratch(const SmallConvolution& shape, int threads);
// dw[k, r, s] = sum over n, i, j of x[n, i + r - pad_h, j + s - pad_w] * dy[n, i, j, k]
void backward_filter(const SmallConvolution& shape, const float* x, const float* dy, float* dw, float* scratch, int threads);

}  // namespace graft::cudnn::one_channel
