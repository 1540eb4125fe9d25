// The one-dimensional transforms of Winograd's F(4, 3): four outputs of a three-tap filter from six products. Each works on
// vectors of neighbouring channels; applied along rows and then along columns they give the two-dimensional F(4x4, 3x3),
// 36 products instead of 144.
//
// The interpolation points are 0, +-1/sqrt 2, +-sqrt 2 and infinity. With them a layer of 64 channels is off by 8e-7 of its
// norm (1.2e-6 of its largest value at most), twice what a direct sum in float loses; the usual 0, +-1, +-2 lose twice as
// much again, and five times as much at the worst element.
#pragma once

#include "../vector.h"

namespace graft::cudnn::winograd {

constexpr int kTile = 4;    // outputs along one side
constexpr int kPatch = 6;   // inputs along one side
constexpr int kPoints = kPatch * kPatch;

constexpr float kA = 0.70710678f;  // the points +-a and +-b
constexpr float kB = 1.41421356f;
constexpr float kA3 = 0.35355339f;
constexpr float kB3 = 2.82842712f;
constexpr float kScaleA = -1.0f / 1.5f;  // 1 / (2 a^2 (a^2 - b^2))
constexpr float kScaleB = 1.0f / 6.0f;   // 1 / (2 b^2 (b^2 - a^2))

// B^T x: six inputs to six points.
inline void input(const Vector* x, int step, Vector* out, int out_step) {
  const Vector x0 = x[0], x1 = x[step], x2 = x[2 * step], x3 = x[3 * step], x4 = x[4 * step], x5 = x[5 * step];
  const Vector even_a = x4 - 2.0f * x2, odd_a = kA * (x3 - 2.0f * x1);
  const Vector even_b = x4 - 0.5f * x2, odd_b = kB * (x3 - 0.5f * x1);
  out[0] = x0 - 2.5f * x2 + x4;
  out[out_step] = even_a + odd_a;
  out[2 * out_step] = even_a - odd_a;
  out[3 * out_step] = even_b + odd_b;
  out[4 * out_step] = even_b - odd_b;
  out[5 * out_step] = x5 - 2.5f * x3 + x1;
}

// A^T m: six products to four outputs.
inline void output(const Vector* m, int step, Vector* out, int out_step) {
  const Vector sum_a = m[step] + m[2 * step], difference_a = m[step] - m[2 * step];
  const Vector sum_b = m[3 * step] + m[4 * step], difference_b = m[3 * step] - m[4 * step];
  out[0] = m[0] + sum_a + sum_b;
  out[out_step] = kA * difference_a + kB * difference_b;
  out[2 * out_step] = 0.5f * sum_a + 2.0f * sum_b;
  out[3 * out_step] = kA3 * difference_a + kB3 * difference_b + m[5 * step];
}

// A g: four gradients of outputs to six points; the transpose of `output`.
inline void output_gradient(const Vector* g, int step, Vector* out, int out_step) {
  const Vector g0 = g[0], g1 = g[step], g2 = g[2 * step], g3 = g[3 * step];
  const Vector even_a = g0 + 0.5f * g2, odd_a = kA * g1 + kA3 * g3;
  const Vector even_b = g0 + 2.0f * g2, odd_b = kB * g1 + kB3 * g3;
  out[0] = g0;
  out[out_step] = even_a + odd_a;
  out[2 * out_step] = even_a - odd_a;
  out[3 * out_step] = even_b + odd_b;
  out[4 * out_step] = even_b - odd_b;
  out[5 * out_step] = g3;
}

// G w: three taps to six points.
inline void filter(const Vector* w, int step, Vector* out, int out_step) {
  const Vector w0 = w[0], w1 = w[step], w2 = w[2 * step];
  const Vector even_a = kScaleA * (w0 + 0.5f * w2), odd_a = (kScaleA * kA) * w1;
  const Vector even_b = kScaleB * (w0 + 2.0f * w2), odd_b = (kScaleB * kB) * w1;
  out[0] = w0;
  out[out_step] = even_a + odd_a;
  out[2 * out_step] = even_a - odd_a;
  out[3 * out_step] = even_b + odd_b;
  out[4 * out_step] = even_b - odd_b;
  out[5 * out_step] = w2;
}

// G^T s: six sums to the gradients of three taps; the transpose of `filter`.
inline void filter_gradient(const Vector* s, int step, Vector* out, int out_step) {
  const Vector sum_a = kScaleA * (s[step] + s[2 * step]), difference_a = (kScaleA * kA) * (s[step] - s[2 * step]);
  const Vector sum_b = kScaleB * (s[3 * step] + s[4 * step]), difference_b = (kScaleB * kB) * (s[3 * step] - s[4 * step]);
  out[0] = s[0] + sum_a + sum_b;
  out[out_step] = difference_a + difference_b;
  out[2 * out_step] = 0.5f * sum_a + 2.0f * sum_b + s[5 * step];
}

// A one-dimensional transform from `In` to `Out` values, along rows and then along columns; both squares are row-major.
template <int In, int Out, void (*Transform)(const Vector*, int, Vector*, int)>
inline void square(const Vector* in, Vector* out) {
  Vector half[In * Out];
  for (int row = 0; row < In; row++) Transform(in + row * In, 1, half + row * Out, 1);
  for (int column = 0; column < Out; column++) Transform(half + column, Out, out + column, Out);
}

}  // namespace graft::cudnn::winograd
