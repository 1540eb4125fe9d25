// How Winograd's tiles cover a batch of images.
//
// An extent is cut into long tiles of four results and, where one or two are left over, a short tile of two: 14 = 4 + 4 + 4 + 2
// costs 22 points a dimension where 16 = 4 * 4 would cost 24. A strip is one row of tiles of one image. A block is a run of
// strips whose transforms stay in the second-level cache; within it the tiles are numbered by kind, so that for every pair of
// points the tiles that have it are neighbours, and one matrix product takes them:
//   long x short, long x long, short x long, short x short   (rows x columns)
#pragma once

#include <algorithm>

#include "winograd_transforms.h"

namespace graft::cudnn::winograd {

struct Axis {
  int extent, longs, shorts;

  explicit Axis(int extent) : extent(extent), longs(extent / 4), shorts(0) {
    const int rest = extent % 4;
    if (rest == 3) longs++;
    if (rest == 1 || rest == 2) shorts = 1;
  }
  int tiles() const { return longs + shorts; }
};

struct Grid {
  int images;
  Axis rows, columns;

  Grid(int images, int height, int width) : images(images), rows(height), columns(width) {}
  long strips() const { return static_cast<long>(images) * rows.tiles(); }
};

struct Tile {
  int image, row, column;  // of the first result
  bool long_rows, long_columns;
  long number;             // within the block
};

struct Range {
  long begin, end;
};

// The strips [begin, end).
class Block {
 public:
  Block(const Grid& grid, long begin, long end) : grid_(grid), begin_(begin), end_(end) {
    for (long strip = begin; strip < end; strip++) (is_long(strip) ? long_strips_ : short_strips_)++;
  }

  // The tiles that a pair of points exists for; the first four points exist for all.
  Range tiles_with(int row_point, int column_point) const {
    const long corner = long_strips_ * grid_.columns.shorts, middle = long_strips_ * grid_.columns.longs;
    const long side = short_strips_ * grid_.columns.longs, last = short_strips_ * grid_.columns.shorts;
    return {column_point < kShortPoints ? 0 : corner,
            corner + middle + (row_point < kShortPoints ? side + (column_point < kShortPoints ? last : 0) : 0)};
  }

  template <class Visit>
  void each_tile(Visit&& visit) const {
    const Axis& columns = grid_.columns;
    const long corner = long_strips_ * columns.shorts, side = corner + long_strips_ * columns.longs, last = side + short_strips_ * columns.longs;
    long longs = 0, shorts = 0;
    for (long strip = begin_; strip < end_; strip++) {
      const bool is_long_strip = is_long(strip);
      const int image = static_cast<int>(strip / grid_.rows.tiles()), row = static_cast<int>(strip % grid_.rows.tiles()) * 4;
      const long index = is_long_strip ? longs++ : shorts++;
      const long first = (is_long_strip ? corner : side) + index * columns.longs;
      for (int i = 0; i < columns.longs; i++) visit(Tile{image, row, i * 4, is_long_strip, true, first + i});
      if (columns.shorts) visit(Tile{image, row, columns.longs * 4, is_long_strip, false, (is_long_strip ? 0 : last) + index});
    }
  }

 private:
  bool is_long(long strip) const { return strip % grid_.rows.tiles() < grid_.rows.longs; }

  const Grid& grid_;
  long begin_, end_;
  long long_strips_ = 0, short_strips_ = 0;
};

// Strips a block: about 32 tiles, so that transformed filters, which every block reads whole, are read seldom; fewer where
// that would leave a thread without work.
inline long strips_per_block(const Grid& grid, int threads) {
  constexpr long tiles = 32;
  const long wanted = std::max<long>(1, (tiles + grid.columns.tiles() / 2) / grid.columns.tiles());
  return std::min(wanted, std::max<long>(1, (grid.strips() + threads - 1) / threads));
}

// Floats from one pair's tiles to the next pair's: padded, as a distance of a multiple of 4096 bytes puts all pairs of a tile
// into one set of the first-level cache.
inline long pair_step(long rows, long columns) {
  const long floats = rows * columns + 16;
  return floats % 1024 == 0 ? floats + 16 : floats;
}

}  // namespace graft::cudnn::winograd
