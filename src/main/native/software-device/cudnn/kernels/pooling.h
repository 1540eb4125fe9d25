// Pooling over two spatial dimensions, any strides, both layouts.
#pragma once

#include "../descriptors.h"

namespace graft::cudnn {

// One pooling, by value. Tensors are [n, c, h, w] with strides; `y` is the pooled one.
struct PoolingProblem {
  int mode = kPoolingMax;
  int nan_option = kNotPropagateNan;
  int window_h = 1, window_w = 1, pad_h = 0, pad_w = 0, stride_h = 1, stride_w = 1;
  Tensor x, y;
};

// y = alpha * pool(x) + beta * y
void pool_forward(const PoolingProblem& p, float alpha, const float* x, float beta, float* y);

// dx = alpha * (gradient of pool at x, applied to dy) + beta * dx. The gradient of a maximum goes to the first largest
// element of its window, rows first; `p.x` describes x and dx, `p.y` describes dy.
void pool_backward(const PoolingProblem& p, float alpha, const float* dy, const float* x, float beta, float* dx);

}  // namespace graft::cudnn
