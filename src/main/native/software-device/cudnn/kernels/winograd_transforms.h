// One-dimensional transforms of Winograd's minimal filtering (Lavin and Gray, "Fast Algorithms for Convolutional Neural
// Networks", arXiv 1509.09308), derived by Toom and Cook's interpolation at the points 0, a, -a, infinity, b, -b.
//
// a = 5/8 and b = 3/2 rather than the usual 1 and 2: powers of the points then stay near one, and the largest error is four
// times smaller; both and their squares are exact in binary. The points stand in that order because the short tile (two
// results) uses the first four: its input transform is scaled so that it shares transformed filters, and transformed filter
// gradients, with the long tile (four results).
//   forward   y[i]  = sum_s x[i + s] w[s]     y  = A' ((G w) * (B' x)),  i < 4 or 2, s < 3
//   gradient  dw[s] = sum_i x[i + s] dy[i]    dw = C' ((D dy) * (B' x))
// with rows of A and C: powers of the point, of G and D: those divided by N(p) = product of (p - q) over the finite q != p.
#pragma once

#include "../vector.h"

namespace graft::cudnn::winograd {

constexpr int kPoints = 6;
constexpr int kShortPoints = 4;
constexpr int kPairs = kPoints * kPoints;  // points in two dimensions

constexpr int results(int points) { return points - 2; }

constexpr float a = 0.625f, a2 = a * a, a3 = a2 * a;
constexpr float b = 1.5f, b2 = b * b, b3 = b2 * b;
constexpr float over_n0 = 1 / (a2 * b2);
constexpr float over_na = 1 / (2 * a2 * (a2 - b2));
constexpr float over_nb = 1 / (2 * b2 * (b2 - a2));

// B' x for a long tile (6 inputs) or a short one (4). `in` and `out` are strided by In and Out.
template <int Points, int In, int Out>
inline void transform_input(const Vector* in, Vector* out) {
  const Vector x0 = in[0], x1 = in[In], x2 = in[2 * In], x3 = in[3 * In];
  if constexpr (Points == kShortPoints) {
    const Vector even = (a2 - b2) * x2, odd = (a2 - b2) * a * x1;
    out[0] = a2 * b2 * x0 - b2 * x2;
    out[Out] = even + odd;
    out[2 * Out] = even - odd;
    out[3 * Out] = x3 - a2 * x1;
  } else {
    const Vector x4 = in[4 * In], x5 = in[5 * In];
    const Vector even = x4 - b2 * x2, odd = x3 - b2 * x1;
    const Vector far_even = x4 - a2 * x2, far_odd = x3 - a2 * x1;
    out[0] = far_even - b2 * (x2 - a2 * x0);
    out[Out] = even + a * odd;
    out[2 * Out] = even - a * odd;
    out[3 * Out] = (x5 - a2 * x3) - b2 * far_odd;
    out[4 * Out] = far_even + b * far_odd;
    out[5 * Out] = far_even - b * far_odd;
  }
}

// A' m: 4 results of a long tile or 2 of a short one.
template <int Points, int In, int Out>
inline void transform_output(const Vector* in, Vector* out) {
  const Vector sum = in[In] + in[2 * In], difference = in[In] - in[2 * In];
  if constexpr (Points == kShortPoints) {
    out[0] = in[0] + sum;
    out[Out] = in[3 * In] + a * difference;
  } else {
    const Vector far_sum = in[4 * In] + in[5 * In], far_difference = in[4 * In] - in[5 * In];
    out[0] = in[0] + sum + far_sum;
    out[Out] = a * difference + b * far_difference;
    out[2 * Out] = a2 * sum + b2 * far_sum;
    out[3 * Out] = in[3 * In] + a3 * difference + b3 * far_difference;
  }
}

// G w: three taps.
template <int In, int Out>
inline void transform_filter(const Vector* in, Vector* out) {
  const Vector even = over_na * in[0] + over_na * a2 * in[2 * In], odd = over_na * a * in[In];
  const Vector far_even = over_nb * in[0] + over_nb * b2 * in[2 * In], far_odd = over_nb * b * in[In];
  out[0] = over_n0 * in[0];
  out[Out] = even + odd;
  out[2 * Out] = even - odd;
  out[3 * Out] = in[2 * In];
  out[4 * Out] = far_even + far_odd;
  out[5 * Out] = far_even - far_odd;
}

// D dy: four gradients of a long tile or two of a short one.
template <int Points, int In, int Out>
inline void transform_gradient(const Vector* in, Vector* out) {
  out[0] = over_n0 * in[0];
  if constexpr (Points == kShortPoints) {
    const Vector even = over_na * in[0], odd = over_na * a * in[In];
    out[Out] = even + odd;
    out[2 * Out] = even - odd;
    out[3 * Out] = in[In];
  } else {
    const Vector even = over_na * in[0] + over_na * a2 * in[2 * In], odd = over_na * a * in[In] + over_na * a3 * in[3 * In];
    const Vector far_even = over_nb * in[0] + over_nb * b2 * in[2 * In], far_odd = over_nb * b * in[In] + over_nb * b3 * in[3 * In];
    out[Out] = even + odd;
    out[2 * Out] = even - odd;
    out[3 * Out] = in[3 * In];
    out[4 * Out] = far_even + far_odd;
    out[5 * Out] = far_even - far_odd;
  }
}

// C' m: the gradient of three taps, from all six points.
template <int In, int Out>
inline void transform_filter_gradient(const Vector* in, Vector* out) {
  const Vector sum = in[In] + in[2 * In], far_sum = in[4 * In] + in[5 * In];
  out[0] = in[0] + sum + far_sum;
  out[Out] = a * (in[In] - in[2 * In]) + b * (in[4 * In] - in[5 * In]);
  out[2 * Out] = in[3 * In] + a2 * sum + b2 * far_sum;
}

}  // namespace graft::cudnn::winograd
