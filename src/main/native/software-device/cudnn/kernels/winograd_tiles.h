// Two-dimensional transforms between images and blocks of tiles.
#pragma once

#include "tiling.h"

namespace graft::cudnn::winograd {

// A block's transformed tiles: [pair][tile][channels], pairs `step` floats apart.
struct Transformed {
  float* data;
  long step;
  long channels;

  float* at(int pair, long tile) const { return data + pair * step + tile * channels; }
};

// Images that tiles read: the input of a convolution, with zeros around it.
struct Images {
  const float* data;
  int height, width, channels;
  int pad_h, pad_w;

  const float* at(int image) const { return data + static_cast<long>(image) * height * width * channels; }
};

template <int Rows, int Columns>
inline void input_tile(const Images& x, const Tile& tile, const Transformed& to) {
  const int top = tile.row - x.pad_h, left = tile.column - x.pad_w, channels = x.channels;
  const int first = std::max(0, -left), last = std::min(Columns, x.width - left);
  const long line = static_cast<long>(x.width) * channels;
  const float* image = x.at(tile.image);
  for (int c = 0; c < channels; c += kLanes) {
    Vector half[kPoints * kPoints];
    for (int j = 0; j < Columns; j++) {
      Vector column[Rows];
      if (j < first || j >= last) {
        for (int i = 0; i < Rows; i++) half[i * kPoints + j] = Vector{};
        continue;
      }
      const float* pixel = image + top * line + static_cast<long>(left + j) * channels + c;
      for (int i = 0; i < Rows; i++) column[i] = static_cast<unsigned>(top + i) < static_cast<unsigned>(x.height) ? load(pixel + i * line) : Vector{};
      transform_input<Rows, 1, kPoints>(column, half + j);
    }
    float* out = to.at(0, tile.number) + c;
    for (int i = 0; i < Rows; i++) {
      Vector row[Columns];
      transform_input<Columns, 1, 1>(half + i * kPoints, row);
      for (int j = 0; j < Columns; j++) store(out + (i * kPoints + j) * to.step, row[j]);
    }
  }
}

template <int Rows, int Columns>
inline void gradient_tile(const Grid& grid, const float* image, const Tile& tile, int channels, const Transformed& to) {
  constexpr int height = results(Rows), width = results(Columns);
  const int rows = std::min(height, grid.rows.extent - tile.row), columns = std::min(width, grid.columns.extent - tile.column);
  const long line = static_cast<long>(grid.columns.extent) * channels;
  const float* corner = image + tile.row * line + static_cast<long>(tile.column) * channels;
  for (int c = 0; c < channels; c += kLanes) {
    Vector half[kPoints * 4];
    for (int j = 0; j < width; j++) {
      Vector column[height];
      for (int i = 0; i < height; i++) column[i] = i < rows && j < columns ? load(corner + i * line + static_cast<long>(j) * channels + c) : Vector{};
      transform_gradient<Rows, 1, 4>(column, half + j);
    }
    float* out = to.at(0, tile.number) + c;
    for (int i = 0; i < Rows; i++) {
      Vector row[Columns];
      transform_gradient<Columns, 1, 1>(half + i * 4, row);
      for (int j = 0; j < Columns; j++) store(out + (i * kPoints + j) * to.step, row[j]);
    }
  }
}

// What a result goes through: + bias[channel], then max(., 0).
struct Finish {
  const float* bias;  // or null
  bool relu;

  Vector operator()(Vector value, int channel) const {
    if (bias != nullptr) value += load(bias + channel);
    return relu ? (value > 0.0f ? value : Vector{}) : value;
  }
};

template <int Rows, int Columns>
inline void output_tile(const Grid& grid, const Transformed& from, const Tile& tile, const Finish& finish, int channels, float* image) {
  constexpr int height = results(Rows), width = results(Columns);
  const int rows = std::min(height, grid.rows.extent - tile.row), columns = std::min(width, grid.columns.extent - tile.column);
  const long line = static_cast<long>(grid.columns.extent) * channels;
  float* corner = image + tile.row * line + static_cast<long>(tile.column) * channels;
  for (int c = 0; c < channels; c += kLanes) {
    Vector half[4 * kPoints];
    const float* in = from.at(0, tile.number) + c;
    for (int j = 0; j < Columns; j++) {
      Vector column[Rows];
      for (int i = 0; i < Rows; i++) column[i] = load(in + (i * kPoints + j) * from.step);
      transform_output<Rows, 1, kPoints>(column, half + j);
    }
    for (int i = 0; i < height; i++) {
      Vector row[width];
      transform_output<Columns, 1, 1>(half + i * kPoints, row);
      if (i >= rows) break;
      for (int j = 0; j < width; j++)
        if (j < columns) store(corner + i * line + static_cast<long>(j) * channels + c, finish(row[j], c));
    }
  }
}

// x of all of the block's tiles.
inline void transform_inputs(const Block& block, const Images& x, const Transformed& to) {
  block.each_tile([&](const Tile& t) {
    const auto transform = t.long_rows ? (t.long_columns ? input_tile<6, 6> : input_tile<6, 4>) : (t.long_columns ? input_tile<4, 6> : input_tile<4, 4>);
    transform(x, t, to);
  });
}

// dy of all of the block's tiles.
inline void transform_gradients(const Grid& grid, const Block& block, const float* dy, int channels, const Transformed& to) {
  const long image = static_cast<long>(grid.rows.extent) * grid.columns.extent * channels;
  block.each_tile([&](const Tile& t) {
    const auto transform =
        t.long_rows ? (t.long_columns ? gradient_tile<6, 6> : gradient_tile<6, 4>) : (t.long_columns ? gradient_tile<4, 6> : gradient_tile<4, 4>);
    transform(grid, dy + t.image * image, t, channels, to);
  });
}

// y from the block's products.
inline void transform_outputs(const Grid& grid, const Block& block, const Transformed& from, const Finish& finish, int channels, float* y) {
  const long image = static_cast<long>(grid.rows.extent) * grid.columns.extent * channels;
  block.each_tile([&](const Tile& t) {
    const auto transform = t.long_rows ? (t.long_columns ? output_tile<6, 6> : output_tile<6, 4>) : (t.long_columns ? output_tile<4, 6> : output_tile<4, 4>);
    transform(grid, from, t, finish, channels, y + t.image * image);
  });
}

}  // namespace graft::cudnn::winograd
