// The filter's gradient: for every pair of points, a product over the tiles of all images.
#include "../../runtime/runtime.h"
#include "matrix_product.h"
#include "winograd.h"
#include "winograd_tiles.h"

namespace graft::cudnn::winograd {
namespace {

Grid result_grid(const SmallConvolution& shape) { return Grid(shape.images, shape.out_height(), shape.out_width()); }

struct Sizes {
  long strips;         // a block
  long input_step;     // between pairs of transformed x
  long gradient_step;  // between pairs of transformed dy
  long sum_step;       // between pairs of a thread's sums [filters][channels]

  Sizes(const SmallConvolution& shape, const Grid& grid, int threads)
      : strips(strips_per_block(grid, threads)),
        input_step(pair_step(strips * grid.columns.tiles(), shape.channels)),
        gradient_step(pair_step(strips * grid.columns.tiles(), shape.filters)),
        sum_step(pair_step(shape.filters, shape.channels)) {}

  long thread_floats() const { return kPairs * (input_step + gradient_step + sum_step); }
};

// sums[pair][k][c] (+)= sum over tiles of gradients[pair][tile][k] * inputs[pair][tile][c]
void accumulate(const SmallConvolution& shape, const Block& block, const Transformed& inputs, const Transformed& gradients, bool add, const Transformed& sums) {
  for (int pair = 0; pair < kPairs; pair++) {
    const Range tiles = block.tiles_with(pair / kPoints, pair % kPoints);
    const MatrixProduct product{gradients.at(pair, tiles.begin), 1, shape.filters, inputs.at(pair, tiles.begin), shape.channels,
                                sums.at(pair, 0), shape.channels, static_cast<int>(tiles.end - tiles.begin), add};
    for (int column = 0; column < shape.channels; column += kBlockColumns)
      multiply_panel<true>(product, shape.filters, column, std::min(kBlockColumns, shape.channels - column));
  }
}

// dw of one filter from the parts' sums.
void finish_filter(const SmallConvolution& shape, const Sizes& sizes, const float* sums, int parts, long filter, float* dw) {
  for (int c = 0; c < shape.channels; c += kLanes) {
    Vector half[3 * kPoints], taps[9];
    for (int j = 0; j < kPoints; j++) {
      Vector column[kPoints];
      for (int i = 0; i < kPoints; i++) {
        const float* at = sums + (i * kPoints + j) * sizes.sum_step + filter * shape.channels + c;
        column[i] = load(at);
        for (int part = 1; part < parts; part++) column[i] += load(at + part * sizes.thread_floats());
      }
      transform_filter_gradient<1, kPoints>(column, half + j);
    }
    for (int r = 0; r < 3; r++) transform_filter_gradient<1, 1>(half + r * kPoints, taps + r * 3);
    for (int tap = 0; tap < 9; tap++) store(dw + (filter * 9 + tap) * shape.channels + c, taps[tap]);
  }
}

}  // namespace

std::size_t backward_filter_scratch(const SmallConvolution& shape, int threads) {
  return static_cast<std::size_t>(threads * Sizes(shape, result_grid(shape), threads).thread_floats());
}

void backward_filter(const SmallConvolution& shape, const float* x, const float* dy, float* dw, float* scratch, int threads) {
  const Grid grid = result_grid(shape);
  const Sizes sizes(shape, grid, threads);
  const Images images{x, shape.height, shape.width, shape.channels, shape.pad_h, shape.pad_w};
  const long strips = grid.strips(), blocks = (strips + sizes.strips - 1) / sizes.strips;
  const int parts = static_cast<int>(std::min<long>(threads, blocks));  // so that each has a block
  graft::soft::parallel_for(parts, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t part = begin; part < end; part++) {
      float* own = scratch + part * sizes.thread_floats();
      const Transformed sums{own, sizes.sum_step, shape.channels};
      const Transformed inputs{own + kPairs * sizes.sum_step, sizes.input_step, shape.channels};
      const Transformed gradients{inputs.data + kPairs * sizes.input_step, sizes.gradient_step, shape.filters};
      const long first = blocks * part / parts;
      for (long b = first; b < blocks * (part + 1) / parts; b++) {
        const Block block(grid, strips * b / blocks, strips * (b + 1) / blocks);
        transform_inputs(block, images, inputs);
        transform_gradients(grid, block, dy, shape.filters, gradients);
        accumulate(shape, block, inputs, gradients, b > first, sums);
      }
    }
  });
  graft::soft::parallel_for(shape.filters, 4, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t filter = begin; filter < end; filter++) finish_filter(shape, sizes, scratch, parts, filter, dw);
  });
}

}  // namespace graft::cudnn::winograd
