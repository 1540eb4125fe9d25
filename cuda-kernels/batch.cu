// The next batch, gathered from the data set that lies on the device as bytes.
//
//   images   [N, H, W, C]  bytes
//   labels   [N]           bytes
//   order    [N]           the epoch's permutation of the sample numbers
//   position [1]           how many samples of the epoch are done
//   x        [rows, H, W, C]
//     gather_batch             x[r, h, w, c] = images[s, h, w, c] / 255          with s = order[position + r]
//     gather_normalised_batch  x[r, h, w, c] = table[c, images[s, h, w, c]]
//     gather_augmented_batch   x[r, h, w, c] = table[c, padded[s, h + down, v + right, c]], v = flipped ? W - 1 - w : w, where padded
//                              has pad zeros on each side, before they are looked up as any pixel is
//   table    [C, 256]      what a channel's byte stands for: (byte / 255 - mean) / deviation, computed by the host
//   y        [rows]        y[r] = labels[s]
//
// down, right and flipped come from one block of Philox a row: (seed, sequence, steps 2^32 + r), words 0, 1 and 2. The twin on the
// host is graft.train.Augmentation. steps [1] is the network's count of training steps, so that each step draws anew within one
// captured graph.
//
// The caller sees to it that position + rows <= N. The position is read from device memory, not passed, so that one captured
// graph serves every step. A quotient, not a product with 1/255: Keras divides, and so every value is the float next to it.
//
// Launch: gather_batch and gather_normalised_batch with any shape, LaunchShape.forElements(rows * H * W * C): an element a thread,
// neighbours read neighbouring bytes of one image and write neighbouring floats. gather_augmented_batch with
// LaunchShape.forLanes(rows * H, W * C): an item is a row of pixels, for which the random numbers are drawn once on a core; on a GPU
// each thread draws them again, which costs less than to share them. Nothing is differentiated here.
#include "grid_lanes.cuh"
#include "grid_rows.cuh"
#include "philox.cuh"

extern "C" GRID_STRIDE_KERNEL gather_batch(const unsigned char* __restrict__ images, const unsigned char* __restrict__ labels,
                                           const int* __restrict__ order, const int* __restrict__ position, int rows, int pixels,
                                           float* __restrict__ x, int* __restrict__ y) {
  const int* __restrict__ samples = order + *position;
  GRID_STRIDE_ROWS(at, rows, pixels) {
    const long long sample = samples[at.row];
    x[at.row * pixels + at.column] = static_cast<float>(images[sample * pixels + at.column]) / 255.0f;
  }
  GRID_STRIDE(row, rows) { y[row] = labels[samples[row]]; }
}

extern "C" GRID_STRIDE_KERNEL gather_normalised_batch(const unsigned char* __restrict__ images, const unsigned char* __restrict__ labels,
                                                      const int* __restrict__ order, const int* __restrict__ position,
                                                      const float* __restrict__ table, int rows, int elements, int channels,
                                                      float* __restrict__ x, int* __restrict__ y) {
  const int* __restrict__ samples = order + *position;
  GRID_STRIDE_ROWS(at, rows, elements) {
    const long long sample = samples[at.row];
    x[at.row * elements + at.column] = table[(at.column % channels) * 256 + images[sample * elements + at.column]];
  }
  GRID_STRIDE(row, rows) { y[row] = labels[samples[row]]; }
}

namespace graft {

// A whole number in [0, bound): the upper half of a product, biased by no more than bound / 2^32.
__device__ inline int draw_below(unsigned int word, int bound) {
  return static_cast<int>((static_cast<unsigned long long>(word) * static_cast<unsigned int>(bound)) >> 32);
}

}  // namespace graft

extern "C" GRID_LANES_KERNEL gather_augmented_batch(const unsigned char* __restrict__ images, const unsigned char* __restrict__ labels,
                                                    const int* __restrict__ order, const int* __restrict__ position,
                                                    const float* __restrict__ table, int rows, int height, int width, int channels,
                                                    int pad, int flip, unsigned long long seed, unsigned long long sequence,
                                                    const unsigned long long* __restrict__ steps, float* __restrict__ x,
                                                    int* __restrict__ y) {
  const int* __restrict__ samples = order + *position;
  const int columns = width * channels;
  GRID_LANES_TILE(tile, columns) {
    GRID_LANES_ITEMS(item, static_cast<long long>(rows) * height, tile) {
      const long long row = item / height;
      const int h = static_cast<int>(item % height);
      const graft::PhiloxBlock random = graft::philox_block(seed, sequence, (*steps << 32) + static_cast<unsigned long long>(row));
      const int down = graft::draw_below(random.word[0], 2 * pad + 1) - pad;
      const int right = graft::draw_below(random.word[1], 2 * pad + 1) - pad;
      const bool flipped = flip != 0 && (random.word[2] >> 31) != 0;
      const bool inside = h + down >= 0 && h + down < height;
      const unsigned char* __restrict__ source =
          images + (static_cast<long long>(samples[row]) * height + (inside ? h + down : 0)) * columns;
      LANES(lane, tile.width) {
        const int column = tile.first + lane;
        const int w = column / channels, channel = column % channels;
        const int from = (flipped ? width - 1 - w : w) + right;
        const int pixel = inside && from >= 0 && from < width ? source[from * channels + channel] : 0;
        x[item * columns + column] = table[channel * 256 + pixel];
        if (h == 0 && column == 0) y[row] = labels[samples[row]];
      }
    }
  }
}
