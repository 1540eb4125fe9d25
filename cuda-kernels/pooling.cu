// Pooling with any border, also one that is not the same above and below, which cuDNN does not know.
//
//   x  [N, H, W, C]
//   y  [N, P, Q, C]   max_pool: the largest of what a window sees of x; NaN is less than any number, as with cuDNN's
//                     CUDNN_NOT_PROPAGATE_NAN. average_pool: its mean; the border is not counted
//   dy [N, P, Q, C]   the loss's gradient at y
//   dx [N, H, W, C]   max_pool_gradient: dy of each window whose first largest is here; of NaN alone there is none.
//                     average_pool_gradient: of each window that sees it, dy / the number of pixels it sees. Overwrites, or,
//                     where accumulate is not 0, adds to what dx holds
//
// Window p, q sees the rows p stride - top to p stride - top + window_height - 1 of x, as far as there are such, and the columns
// likewise. The caller sees to it that every window sees a pixel.
//
// Launch: LaunchShape.forLanes(N P Q, C), for gradients forLanes(N H W, C): a thread a channel, so that neighbours read
// neighbouring floats. A pixel's gradient is gathered from its windows in one order: nothing is added by two threads, and
// results repeat.
#include "grid_lanes.cuh"

namespace graft {

struct PoolingShape {
  int height, width, channels, pooled_height, pooled_width, window_height, window_width, stride, top, left;
};

struct Stretch {
  int begin, end;
};

// The part of a window that lies inside the image.
__device__ inline Stretch seen(int window, int stride, int before, int size, int extent) {
  const int begin = window * stride - before, end = begin + size;
  return {begin > 0 ? begin : 0, end < extent ? end : extent};
}

// The windows that see a pixel.
__device__ inline Stretch seeing(int pixel, int stride, int before, int size, int windows) {
  const int at = pixel + before, last = at / stride;
  const int first = at < size ? 0 : (at - size) / stride + 1;
  return {first, last < windows ? last + 1 : windows};
}

__device__ inline Stretch seen_rows(const PoolingShape& s, int p) { return seen(p, s.stride, s.top, s.window_height, s.height); }
__device__ inline Stretch seen_columns(const PoolingShape& s, int q) { return seen(q, s.stride, s.left, s.window_width, s.width); }

__device__ inline float share(Stretch rows, Stretch columns) {
  return 1.0f / static_cast<float>((rows.end - rows.begin) * (columns.end - columns.begin));
}

__device__ inline bool later_wins(float a, float b) { return (b > a) | (a != a); }

// A pixel of x or y, by its number.
struct Pixel {
  long long image;
  int row, column;
};

__device__ inline Pixel pixel_of(long long number, int height, int width) {
  return {number / width / height, static_cast<int>(number / width % height), static_cast<int>(number % width)};
}

}  // namespace graft

extern "C" GRID_LANES_KERNEL max_pool(const float* __restrict__ x, float* __restrict__ y, int images, int height, int width, int channels,
                                      int pooled_height, int pooled_width, int window_height, int window_width, int stride, int top, int left) {
  const graft::PoolingShape shape{height, width, channels, pooled_height, pooled_width, window_height, window_width, stride, top, left};
  GRID_LANES_TILE(tile, channels) {
    GRID_LANES_ITEMS(item, static_cast<long long>(images) * pooled_height * pooled_width, tile) {
      const graft::Pixel at = graft::pixel_of(item, pooled_height, pooled_width);
      const graft::Stretch rows = graft::seen_rows(shape, at.row), columns = graft::seen_columns(shape, at.column);
      graft::PerLane<float, 1> best;
      ROLLED
      for (int h = rows.begin; h < rows.end; h++)
        for (int w = columns.begin; w < columns.end; w++) {
          const float* __restrict__ from = x + ((at.image * height + h) * width + w) * channels + tile.first;
          const bool first = h == rows.begin && w == columns.begin;
          LANES(lane, tile.width) {
            const float value = from[lane];
            best.at(0, lane) = first || graft::later_wins(best.at(0, lane), value) ? value : best.at(0, lane);
          }
        }
      LANES(lane, tile.width) { y[item * channels + tile.first + lane] = best.at(0, lane); }
    }
  }
}

extern "C" GRID_LANES_KERNEL max_pool_gradient(const float* __restrict__ x, const float* __restrict__ dy, float* __restrict__ dx, int accumulate,
                                               int images, int height, int width, int channels, int pooled_height, int pooled_width,
                                               int window_height, int window_width, int stride, int top, int left) {
  const graft::PoolingShape shape{height, width, channels, pooled_height, pooled_width, window_height, window_width, stride, top, left};
  GRID_LANES_TILE(tile, channels) {
    GRID_LANES_ITEMS(item, static_cast<long long>(images) * height * width, tile) {
      const graft::Pixel at = graft::pixel_of(item, height, width);
      const graft::Stretch p = graft::seeing(at.row, stride, top, window_height, pooled_height);
      const graft::Stretch q = graft::seeing(at.column, stride, left, window_width, pooled_width);
      const float* __restrict__ image = x + (at.image * height * width) * channels + tile.first;
      const int own = (at.row * width + at.column) * channels;
      graft::PerLane<float, 1> sum;
      graft::PerLane<int, 1> beaten;
      LANES(lane, tile.width) { sum.at(0, lane) = 0.0f; }
      ROLLED
      for (int i = p.begin; i < p.end; i++)
        ROLLED
        for (int j = q.begin; j < q.end; j++) {
          const graft::Stretch rows = graft::seen_rows(shape, i), columns = graft::seen_columns(shape, j);
          LANES(lane, tile.width) { beaten.at(0, lane) = image[own + lane] != image[own + lane]; }
          ROLLED
          for (int h = rows.begin; h < rows.end; h++)
            ROLLED
            for (int w = columns.begin; w < columns.end; w++) {
              const int other = (h * width + w) * channels;
              LANES(lane, tile.width) {
                const float value = image[other + lane], mine = image[own + lane];
                beaten.at(0, lane) |= (value > mine) | ((other < own) & (value == mine));
              }
            }
          const float* __restrict__ gradient = dy + ((at.image * pooled_height + i) * pooled_width + j) * channels + tile.first;
          LANES(lane, tile.width) { sum.at(0, lane) += beaten.at(0, lane) ? 0.0f : gradient[lane]; }
        }
      float* __restrict__ target = dx + item * channels + tile.first;
      LANES(lane, tile.width) { target[lane] = accumulate != 0 ? target[lane] + sum.at(0, lane) : sum.at(0, lane); }
    }
  }
}

extern "C" GRID_LANES_KERNEL average_pool(const float* __restrict__ x, float* __restrict__ y, int images, int height, int width, int channels,
                                          int pooled_height, int pooled_width, int window_height, int window_width, int stride, int top,
                                          int left) {
  const graft::PoolingShape shape{height, width, channels, pooled_height, pooled_width, window_height, window_width, stride, top, left};
  GRID_LANES_TILE(tile, channels) {
    GRID_LANES_ITEMS(item, static_cast<long long>(images) * pooled_height * pooled_width, tile) {
      const graft::Pixel at = graft::pixel_of(item, pooled_height, pooled_width);
      const graft::Stretch rows = graft::seen_rows(shape, at.row), columns = graft::seen_columns(shape, at.column);
      graft::PerLane<float, 1> sum;
      LANES(lane, tile.width) { sum.at(0, lane) = 0.0f; }
      for (int h = rows.begin; h < rows.end; h++)
        for (int w = columns.begin; w < columns.end; w++) {
          const float* __restrict__ from = x + ((at.image * height + h) * width + w) * channels + tile.first;
          LANES(lane, tile.width) { sum.at(0, lane) += from[lane]; }
        }
      const float share = graft::share(rows, columns);
      LANES(lane, tile.width) { y[item * channels + tile.first + lane] = sum.at(0, lane) * share; }
    }
  }
}

extern "C" GRID_LANES_KERNEL average_pool_gradient(const float* __restrict__ dy, float* __restrict__ dx, int accumulate, int images, int height,
                                                   int width, int channels, int pooled_height, int pooled_width, int window_height,
                                                   int window_width, int stride, int top, int left) {
  const graft::PoolingShape shape{height, width, channels, pooled_height, pooled_width, window_height, window_width, stride, top, left};
  GRID_LANES_TILE(tile, channels) {
    GRID_LANES_ITEMS(item, static_cast<long long>(images) * height * width, tile) {
      const graft::Pixel at = graft::pixel_of(item, height, width);
      const graft::Stretch p = graft::seeing(at.row, stride, top, window_height, pooled_height);
      const graft::Stretch q = graft::seeing(at.column, stride, left, window_width, pooled_width);
      graft::PerLane<float, 1> sum;
      LANES(lane, tile.width) { sum.at(0, lane) = 0.0f; }
      ROLLED
      for (int i = p.begin; i < p.end; i++)
        ROLLED
        for (int j = q.begin; j < q.end; j++) {
          const float share = graft::share(graft::seen_rows(shape, i), graft::seen_columns(shape, j));
          const float* __restrict__ gradient = dy + ((at.image * pooled_height + i) * pooled_width + j) * channels + tile.first;
          LANES(lane, tile.width) { sum.at(0, lane) += gradient[lane] * share; }
        }
      float* __restrict__ target = dx + item * channels + tile.first;
      LANES(lane, tile.width) { target[lane] = accumulate != 0 ? target[lane] + sum.at(0, lane) : sum.at(0, lane); }
    }
  }
}
