// Forward, and backward to the input: the same computation with other filters.
#include "../../runtime/runtime.h"
#include "winograd.h"
#include "winograd_filter.h"
#include "winograd_tiles.h"

namespace graft::cudnn::winograd {
namespace {

struct Sizes {
  long strips;       // a block
  long input_step;   // between pairs of transformed input
  long output_step;  // between pairs of products

  Sizes(const Grid& grid, int depth, int columns, int threads)
      : strips(strips_per_block(grid, threads)),
        input_step(pair_step(strips * grid.columns.tiles(), depth)),
        output_step(pair_step(strips * grid.columns.tiles(), columns)) {}

  long thread_floats() const { return kPairs * (input_step + output_step); }
};

// Results are cut into tiles: y forward, dx backward.
Grid forward_grid(const SmallConvolution& shape) { return Grid(shape.images, shape.out_height(), shape.out_width()); }
Grid backward_grid(const SmallConvolution& shape) { return Grid(shape.images, shape.height, shape.width); }

std::size_t scratch_floats(const Grid& grid, int depth, int columns, int threads) {
  const Sizes sizes(grid, depth, columns, threads);
  return static_cast<std::size_t>(FilterPanels{depth, columns}.floats() + threads * sizes.thread_floats());
}

// products[pair] = inputs[pair] u[pair] for the tiles that have the pair.
void multiply(const Block& block, const Transformed& inputs, const FilterPanels& panels, const float* u, const Transformed& products) {
  for (int pair = 0; pair < kPairs; pair++) {
    const Range tiles = block.tiles_with(pair / kPoints, pair % kPoints);
    for (int column = 0; column < panels.columns; column += kBlockColumns) {
      const int width = panels.width(column);
      const MatrixProduct product{inputs.at(pair, tiles.begin), panels.depth, 1,
                                  panels.panel(u, pair, column), width,
                                  products.at(pair, tiles.begin) + column, panels.columns,
                                  panels.depth, false};
      multiply_panel<false>(product, tiles.end - tiles.begin, 0, width);
    }
  }
}

void run(const Grid& grid, const FilterPanels& panels, const Images& x, const Finish& finish, float* y, float* scratch, int threads) {
  const Sizes sizes(grid, panels.depth, panels.columns, threads);
  const long strips = grid.strips(), blocks = (strips + sizes.strips - 1) / sizes.strips;
  const float* u = scratch;
  graft::soft::parallel_for(threads, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t part = begin; part < end; part++) {
      float* own = scratch + panels.floats() + part * sizes.thread_floats();
      const Transformed inputs{own, sizes.input_step, panels.depth};
      const Transformed products{own + kPairs * sizes.input_step, sizes.output_step, panels.columns};
      for (long b = blocks * part / threads; b < blocks * (part + 1) / threads; b++) {
        const Block block(grid, strips * b / blocks, strips * (b + 1) / blocks);
        transform_inputs(block, x, inputs);
        multiply(block, inputs, panels, u, products);
        transform_outputs(grid, block, products, finish, panels.columns, y);
      }
    }
  });
}

}  // namespace

bool suits(const SmallConvolution& shape) { 
  return shape.channels % kLanes == 0 && shape.filters % kLanes == 0 && shape.pad_h >= 0 && shape.pad_h <= 2 && shape.pad_w >= 0 && shape.pad_w <= 2;
}

std::size_t forward_scratch(const SmallConvolution& shape, int threads) { return scratch_floats(forward_grid(shape), shape.channels, shape.filters, threads); }

void forward(const SmallConvolution& shape, const float* x, const float* w, const float* bias, bool relu, float* y, float* scratch, int threads) {
  transform_forward_filter(shape, w, scratch);
  const Images in{x, shape.height, shape.width, shape.channels, shape.pad_h, shape.pad_w};
  run(forward_grid(shape), FilterPanels{shape.channels, shape.filters}, in, Finish{bias, relu}, y, scratch, threads);
}

std::size_t backward_data_scratch(const SmallConvolution& shape, int threads) { return scratch_floats(backward_grid(shape), shape.filters, shape.channels, threads); }

void backward_data(const SmallConvolution& shape, const float* w, const float* dy, float* dx, float* scratch, int threads) {
  transform_backward_filter(shape, w, scratch);
  const Images in{dy, shape.out_height(), shape.out_width(), shape.filters, 2 - shape.pad_h, 2 - shape.pad_w};
  run(backward_grid(shape), FilterPanels{shape.filters, shape.channels}, in, Finish{nullptr, false}, dx, scratch, threads);
}

}  // namespace graft::cudnn::winograd
