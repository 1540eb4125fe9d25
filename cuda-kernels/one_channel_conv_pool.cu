// A 3x3 convolution of stride 1 over one channel, its bias, and max pooling of 2x2 with stride 2, in one pass: the
// convolution's output, four times as large as what pooling leaves of it, is never stored, nor is its gradient.
//
//   x       [N, H, W]                one channel
//   w       [K, 3, 3]
//   bias    [K]
//   y       [N, P, Q, K]             the largest of conv[n, 2p + i, 2q + j, k] + bias[k], i and j in {0, 1};
//                                    P = (H + 2 pad - 2) / 2, Q likewise; pad is 0 or 1, the zeros around x
//   choice  [N, P, Q, K]             2i + j of the first largest one; of NaN, as in cuDNN's CUDNN_NOT_PROPAGATE_NAN,
//                                    every number is larger
//   dy      [N, P, Q, K]
//   sums    [parts, 10, K]           scratch: each part of the pixels' share of dw's nine taps and of db
//   dw      [K, 3, 3]                sum of dy[n, p, q, k] x[n, 2p + i + r - pad, 2q + j + s - pad] at the chosen i, j; overwrites
//   db      [K]                      sum of dy; overwrites
//
// There is no gradient of x: one channel is the data itself. The parts are added in one order, so results repeat.
//
// A thread is a filter: threads of a warp read the same pixels (one broadcast) and write neighbouring floats.
#include "grid_lanes.cuh"

namespace graft {

constexpr int kTaps = 9;
constexpr int kSums = kTaps + 1;  // the taps' and the bias'

struct PooledImages {
  int height, width, pad;
  int pooled_height, pooled_width;
  long long pixels;  // pooled ones, of all images
};

__device__ inline PooledImages pooled_images(int images, int height, int width, int pad) {
  const int pooled_height = (height + 2 * pad - 2) / 2, pooled_width = (width + 2 * pad - 2) / 2;
  return {height, width, pad, pooled_height, pooled_width, static_cast<long long>(images) * pooled_height * pooled_width};
}

// What a pooled pixel is computed from.
struct Patch {
  float at[4][4];
};

// Where a pooled pixel is. next() is cheaper than to divide for each of many in a row.
struct PooledPosition {
  long long image;
  int p, q;

  __device__ PooledPosition(const PooledImages& shape, long long pixel)
      : image(pixel / shape.pooled_width / shape.pooled_height),
        p(static_cast<int>(pixel / shape.pooled_width % shape.pooled_height)),
        q(static_cast<int>(pixel % shape.pooled_width)) {}

  __device__ void next(const PooledImages& shape) {
    if (++q < shape.pooled_width) return;
    q = 0;
    if (++p < shape.pooled_height) return;
    p = 0;
    image++;
  }
};

__device__ __forceinline__ Patch patch(const float* __restrict__ x, const PooledImages& shape, const PooledPosition& position) {
  const float* __restrict__ image = x + position.image * shape.height * shape.width;
  const int top = 2 * position.p - shape.pad, left = 2 * position.q - shape.pad;
  Patch patch;
  if (top >= 0 && left >= 0 && top + 4 <= shape.height && left + 4 <= shape.width) {
    UNROLLED
    for (int i = 0; i < 4; i++)
      UNROLLED
      for (int j = 0; j < 4; j++) patch.at[i][j] = image[(top + i) * shape.width + left + j];
  } else {
    UNROLLED
    for (int i = 0; i < 4; i++)
      UNROLLED
      for (int j = 0; j < 4; j++) {
        const int h = top + i, w = left + j;
        const bool inside = h >= 0 && h < shape.height && w >= 0 && w < shape.width;
        patch.at[i][j] = inside ? image[h * shape.width + w] : 0.0f;
      }
  }
  return patch;
}

template <bool kChoosing>
__device__ __forceinline__ void conv_pool(const float* __restrict__ x, const float* __restrict__ w, const float* __restrict__ bias, int images,
                                 int height, int width, int filters, int pad, float* __restrict__ y,
                                 unsigned char* __restrict__ choice) {
  const PooledImages shape = pooled_images(images, height, width, pad);
  GRID_LANES_TILE(tile, filters) {
    PerLane<float, kSums> taps;
    LANES(lane, tile.width) {
      UNROLLED
      for (int tap = 0; tap < kTaps; tap++) taps.at(tap, lane) = w[(tile.first + lane) * kTaps + tap];
      taps.at(kTaps, lane) = bias[tile.first + lane];
    }
    GRID_LANES_ITEMS(pixel, shape.pixels, tile) {
      const Patch in = patch(x, shape, PooledPosition(shape, pixel));
      PerLane<float, 1> chosen;
      LANES(lane, tile.width) {
        float sums[4];
        float largest = nanf("");
        UNROLLED
        for (int corner = 0; corner < 4; corner++) {
          float sum = 0.0f;
          UNROLLED
          for (int tap = 0; tap < kTaps; tap++) sum += taps.at(tap, lane) * in.at[tap / 3 + corner / 2][tap % 3 + corner % 2];
          sums[corner] = sum + taps.at(kTaps, lane);
          // Single comparisons: this vectorises. The first sum wins against NaN.
          const float larger = sums[corner] > largest ? sums[corner] : largest;
          largest = largest != largest ? sums[corner] : larger;
        }
        y[pixel * filters + tile.first + lane] = largest;
        if (kChoosing) {
          // A float, as wide as what is compared, for the same reason.
          float first = 3.0f;
          UNROLLED
          for (int corner = 2; corner >= 0; corner--) first = sums[corner] == largest ? static_cast<float>(corner) : first;
          chosen.at(0, lane) = first;
        }
      }
      if (kChoosing) {
        // A loop of its own, since in one with bytes g++ makes the floats' part slower.
        LANES(lane, tile.width) {
          choice[pixel * filters + tile.first + lane] = static_cast<unsigned char>(static_cast<int>(chosen.at(0, lane)));
        }
      }
    }
  }
}

}  // namespace graft

extern "C" GRID_LANES_KERNEL one_channel_conv_pool(const float* __restrict__ x, const float* __restrict__ w, const float* __restrict__ bias,
                                                   int images, int height, int width, int filters, int pad, float* __restrict__ y) {
  graft::conv_pool<false>(x, w, bias, images, height, width, filters, pad, y, nullptr);
}

extern "C" GRID_LANES_KERNEL one_channel_conv_pool_choosing(const float* __restrict__ x, const float* __restrict__ w,
                                                            const float* __restrict__ bias, int images, int height, int width,
                                                            int filters, int pad, float* __restrict__ y,
                                                            unsigned char* __restrict__ choice) {
  graft::conv_pool<true>(x, w, bias, images, height, width, filters, pad, y, choice);
}

// Items are the parts.
extern "C" GRID_LANES_KERNEL one_channel_conv_pool_gradient(const float* __restrict__ x, const unsigned char* __restrict__ choice,
                                                            const float* __restrict__ dy, int images, int height, int width,
                                                            int filters, int pad, int parts, float* __restrict__ sums) {
  const graft::PooledImages shape = graft::pooled_images(images, height, width, pad);
  GRID_LANES_TILE(tile, filters) {
    GRID_LANES_ITEMS(part, parts, tile) {
      graft::PerLane<float, graft::kSums> sum;
      LANES(lane, tile.width) {
        UNROLLED
        for (int i = 0; i < graft::kSums; i++) sum.at(i, lane) = 0.0f;
      }
      const long long begin = shape.pixels * part / parts, end = shape.pixels * (part + 1) / parts;
      graft::PooledPosition position(shape, begin);
      for (long long pixel = begin; pixel < end; pixel++, position.next(shape)) {
        const graft::Patch in = graft::patch(x, shape, position);
        LANES(lane, tile.width) {
          const float gradient = dy[pixel * filters + tile.first + lane];
          const int chosen = choice[pixel * filters + tile.first + lane];
          // The chosen corner's pixels: of the two rows first, then of the two columns.
          UNROLLED
          for (int r = 0; r < 3; r++) {
            float row[4];
            UNROLLED
            for (int j = 0; j < 4; j++) row[j] = chosen >= 2 ? in.at[r + 1][j] : in.at[r][j];
            UNROLLED
            for (int s = 0; s < 3; s++) sum.at(3 * r + s, lane) += gradient * ((chosen & 1) != 0 ? row[s + 1] : row[s]);
          }
          sum.at(graft::kTaps, lane) += gradient;
        }
      }
      LANES(lane, tile.width) {
        UNROLLED
        for (int i = 0; i < graft::kSums; i++) sums[(part * graft::kSums + i) * filters + tile.first + lane] = sum.at(i, lane);
      }
    }
  }
}

// Items are the ten sums of a filter.
extern "C" GRID_LANES_KERNEL one_channel_conv_pool_add_parts(const float* __restrict__ sums, int parts, int filters,
                                                             float* __restrict__ dw, float* __restrict__ db) {
  GRID_LANES_TILE(tile, filters) {
    GRID_LANES_ITEMS(item, graft::kSums, tile) {
      const int which = static_cast<int>(item);
      graft::PerLane<float, 1> total;
      LANES(lane, tile.width) { total.at(0, lane) = 0.0f; }
      // Loaded ahead of their addition, which has to wait for the one before it.
      constexpr int kAhead = 16;
      long long part = 0;
      for (; part + kAhead <= parts; part += kAhead) {
        LANES(lane, tile.width) {
          float ahead[kAhead];
          UNROLLED for (int i = 0; i < kAhead; i++) ahead[i] = sums[((part + i) * graft::kSums + which) * filters + tile.first + lane];
          UNROLLED for (int i = 0; i < kAhead; i++) total.at(0, lane) += ahead[i];
        }
      }
      for (; part < parts; part++) {
        LANES(lane, tile.width) { total.at(0, lane) += sums[(part * graft::kSums + which) * filters + tile.first + lane]; }
      }
      LANES(lane, tile.width) {
        const int k = tile.first + lane;
        if (which < graft::kTaps) {
          dw[k * graft::kTaps + which] = total.at(0, lane);
        } else {
          db[k] = total.at(0, lane);
        }
      }
    }
  }
}
