#include "pooling.h"

#include <algorithm>
#include <cfloat>
#include <cmath>

#include "../vector.h"

namespace graft::cudnn {
namespace {

using graft::soft::parallel_for;

struct Span {
  int begin, end;
};

// The part of window `i` that lies inside an extent.
Span inside(int i, int stride, int padding, int window, int extent) {
  const std::int64_t start = std::int64_t{i} * stride - padding;
  return {static_cast<int>(std::clamp<std::int64_t>(start, 0, extent)), static_cast<int>(std::clamp<std::int64_t>(start + window, 0, extent))};
}

bool is_max(const PoolingProblem& p) { return p.mode == kPoolingMax || p.mode == kPoolingMaxDeterministic; }

float divisor(const PoolingProblem& p, Span rows, Span columns) {
  if (p.mode == kPoolingAverageIncludingPadding) return static_cast<float>(p.window_h) * p.window_w;
  return static_cast<float>(std::max(1, (rows.end - rows.begin) * (columns.end - columns.begin)));
}

bool is_halving(const PoolingProblem& p) {
  return is_max(p) && p.nan_option == kNotPropagateNan && p.window_h == 2 && p.window_w == 2 && p.stride_h == 2 && p.stride_w == 2 && p.pad_h == 0 &&
         p.pad_w == 0 && p.x.is_packed_nhwc() && p.y.is_packed_nhwc();
}

// Whether the later of two elements takes the maximum's place: not where they are equal, not where it is NaN, and always
// from a NaN.
bool later_wins(float a, float b) { return (b > a) | (a != a); }
auto later_wins(Vector a, Vector b) { return (b > a) | (a != a); }

// The same with the choice of letting NaN win.
bool beats(float value, float best, bool propagate_nan) {
  if (propagate_nan) return !std::isnan(best) && (std::isnan(value) || value > best);
  return later_wins(best, value);
}

float larger(float a, float b) { return later_wins(a, b) ? b : a; }
Vector larger(Vector a, Vector b) { return later_wins(a, b) ? b : a; }

// The case that the networks consist of: windows of 2 x 2 that tile the image, channels next to each other.
void halve_forward(const PoolingProblem& p, const float* x, float* y) {
  const std::int64_t c = p.x.dims[1], w = p.x.dims[3], h = p.x.dims[2], oh = p.y.dims[2], ow = p.y.dims[3];
  parallel_for(p.x.dims[0] * oh, 4, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; row++) {
      const float* top = x + (row / oh * h + row % oh * 2) * w * c;
      float* out = y + row * ow * c;
      for (std::int64_t j = 0; j < ow; j++, top += 2 * c, out += c) {
        const float *a = top, *b = a + c, *d = a + w * c, *e = d + c;
        std::int64_t i = 0;
        for (; i + kLanes <= c; i += kLanes) store(out + i, larger(larger(load(a + i), load(b + i)), larger(load(d + i), load(e + i))));
        for (; i < c; i++) out[i] = larger(larger(a[i], b[i]), larger(d[i], e[i]));
      }
    }
  });
}

// Overwrites dx, or adds to it.
template <bool kAdds>
void halve_backward(const PoolingProblem& p, const float* dy, const float* x, float* dx) {
  const auto put = [](float* to, float value) { *to = kAdds ? *to + value : value; };
  const auto put_lanes = [](float* to, Vector value) { store(to, kAdds ? load(to) + value : value); };
  const auto put_nothing = [](float* begin, float* end) {
    if (!kAdds) std::fill(begin, end, 0.0f);
  };
  const std::int64_t n = p.x.dims[0], c = p.x.dims[1], h = p.x.dims[2], w = p.x.dims[3], oh = p.y.dims[2], ow = p.y.dims[3];
  // An odd extent leaves a last row or column outside every window.
  const std::int64_t rows = (h + 1) / 2;
  parallel_for(n * rows, 4, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; row++) {
      const std::int64_t image = row / rows, i = row % rows;
      const std::int64_t offset = (image * h + i * 2) * w * c;
      if (i >= oh) {
        put_nothing(dx + offset, dx + offset + w * c);
        continue;
      }
      const float* gradient = dy + (image * oh + i) * ow * c;
      const float* top = x + offset;
      float* out = dx + offset;
      for (std::int64_t j = 0; j < ow; j++, top += 2 * c, out += 2 * c, gradient += c) {
        const std::int64_t below = w * c;
        std::int64_t k = 0;
        for (; k + kLanes <= c; k += kLanes) {
          const Vector a = load(top + k), b = load(top + c + k), d = load(top + below + k), e = load(top + below + c + k), g = load(gradient + k);
          const Vector ab = larger(a, b), de = larger(d, e), zero{};
          const auto lower = later_wins(ab, de), right = later_wins(a, b), lower_right = later_wins(d, e);
          const Vector above = lower ? zero : g, under = lower ? g : zero;
          put_lanes(out + k, right ? zero : above);
          put_lanes(out + c + k, right ? above : zero);
          put_lanes(out + below + k, lower_right ? zero : under);
          put_lanes(out + below + c + k, lower_right ? under : zero);
        }
        for (; k < c; k++) {
          const float a = top[k], b = top[c + k], d = top[below + k], e = top[below + c + k], g = gradient[k];
          const bool lower = later_wins(larger(a, b), larger(d, e)), right = later_wins(a, b), lower_right = later_wins(d, e);
          put(out + k, lower || right ? 0 : g);
          put(out + c + k, lower || !right ? 0 : g);
          put(out + below + k, lower && !lower_right ? g : 0);
          put(out + below + c + k, lower && lower_right ? g : 0);
        }
      }
      for (std::int64_t j = 2 * ow; j < w; j++) {
        put_nothing(dx + offset + j * c, dx + offset + (j + 1) * c);
        put_nothing(dx + offset + (w + j) * c, dx + offset + (w + j + 1) * c);
      }
    }
  });
}

float pool_window(const PoolingProblem& p, const float* plane, Span rows, Span columns) {
  if (!is_max(p)) {
    float sum = 0;
    for (int i = rows.begin; i < rows.end; i++)
      for (int j = columns.begin; j < columns.end; j++) sum += plane[std::int64_t{i} * p.x.strides[2] + std::int64_t{j} * p.x.strides[3]];
    return sum / divisor(p, rows, columns);
  }
  const bool propagate = p.nan_option == kPropagateNan;
  bool empty = true;
  float best = -FLT_MAX;
  for (int i = rows.begin; i < rows.end; i++)
    for (int j = columns.begin; j < columns.end; j++) {
      const float value = plane[std::int64_t{i} * p.x.strides[2] + std::int64_t{j} * p.x.strides[3]];
      if (empty || beats(value, best, propagate)) best = value;
      empty = false;
    }
  return best;
}

void spread_gradient(const PoolingProblem& p, const float* plane, Span rows, Span columns, float gradient, float* out) {
  const auto at = [&](int i, int j) { return std::int64_t{i} * p.x.strides[2] + std::int64_t{j} * p.x.strides[3]; };
  if (rows.begin >= rows.end || columns.begin >= columns.end) return;
  if (!is_max(p)) {
    const float share = gradient / divisor(p, rows, columns);
    for (int i = rows.begin; i < rows.end; i++)
      for (int j = columns.begin; j < columns.end; j++) out[at(i, j)] += share;
    return;
  }
  const bool propagate = p.nan_option == kPropagateNan;
  std::int64_t best = at(rows.begin, columns.begin);
  for (int i = rows.begin; i < rows.end; i++)
    for (int j = columns.begin; j < columns.end; j++)
      if (beats(plane[at(i, j)], plane[best], propagate)) best = at(i, j);
  out[best] += gradient;
}

}  // namespace

void pool_forward(const PoolingProblem& p, float alpha, const float* x, float beta, float* y) {
  if (alpha == 1 && beta == 0 && is_halving(p)) return halve_forward(p, x, y);
  const int c = p.x.dims[1], oh = p.y.dims[2], ow = p.y.dims[3];
  parallel_for(std::int64_t{p.x.dims[0]} * oh, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; row++) {
      const std::int64_t image = row / oh;
      const int i = static_cast<int>(row % oh);
      const Span rows = inside(i, p.stride_h, p.pad_h, p.window_h, p.x.dims[2]);
      for (int j = 0; j < ow; j++) {
        const Span columns = inside(j, p.stride_w, p.pad_w, p.window_w, p.x.dims[3]);
        for (int k = 0; k < c; k++) {
          float& out = y[image * p.y.strides[0] + std::int64_t{k} * p.y.strides[1] + std::int64_t{i} * p.y.strides[2] + std::int64_t{j} * p.y.strides[3]];
          const float value = alpha * pool_window(p, x + image * p.x.strides[0] + std::int64_t{k} * p.x.strides[1], rows, columns);
          out = beta == 0 ? value : value + beta * out;
        }
      }
    }
  });
}

void pool_backward(const PoolingProblem& p, float alpha, const float* dy, const float* x, float beta, float* dx) {
  if (alpha == 1 && beta == 0 && is_halving(p)) return halve_backward<false>(p, dy, x, dx);
  if (alpha == 1 && beta == 1 && is_halving(p)) return halve_backward<true>(p, dy, x, dx);
  const int c = p.x.dims[1];
  // A plane belongs to one thread: windows may overlap.
  parallel_for(std::int64_t{p.x.dims[0]} * c, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t plane = begin; plane < end; plane++) {
      const std::int64_t x_offset = plane / c * p.x.strides[0] + plane % c * p.x.strides[1];
      const std::int64_t y_offset = plane / c * p.y.strides[0] + plane % c * p.y.strides[1];
      float* out = dx + x_offset;
      for (int i = 0; i < p.x.dims[2]; i++)
        for (int j = 0; j < p.x.dims[3]; j++) {
          float& value = out[std::int64_t{i} * p.x.strides[2] + std::int64_t{j} * p.x.strides[3]];
          value = beta == 0 ? 0 : beta * value;
        }
      for (int i = 0; i < p.y.dims[2]; i++) {
        const Span rows = inside(i, p.stride_h, p.pad_h, p.window_h, p.x.dims[2]);
        for (int j = 0; j < p.y.dims[3]; j++) {
          const Span columns = inside(j, p.stride_w, p.pad_w, p.window_w, p.x.dims[3]);
          const float gradient = alpha * dy[y_offset + std::int64_t{i} * p.y.strides[2] + std::int64_t{j} * p.y.strides[3]];
          spread_gradient(p, x + x_offset, rows, columns, gradient, out);
        }
      }
    }
  });
}

}  // namespace graft::cudnn
