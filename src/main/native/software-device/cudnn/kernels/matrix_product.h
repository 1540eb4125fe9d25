// Small matrix products whose operands lie in the caches: out = a b or out += a b, row-major, columns a multiple of kLanes.
#pragma once

#include <algorithm>

#include "../vector.h"

namespace graft::cudnn {

// The block of `out` that is held in registers: 24 of AVX-512's 32 as accumulators, 12 of the 16 that the others have.
constexpr int kBlockVectors = kLanes == 16 ? 4 : 2;
constexpr int kBlockRows = 6;
constexpr int kBlockColumns = kBlockVectors * kLanes;

struct MatrixProduct {
  const float* a;     // element (row, depth) at row * a_row + depth * a_depth, where one of the two steps is 1
  long a_row, a_depth;
  const float* b;     // element (depth, column) at depth * b_depth + column
  long b_depth;
  float* out;         // element (row, column) at row * out_row + column
  long out_row;
  int depth;
  bool add;
};

// One block. The steps along `a` of which one is 1 are told apart at compile time, which turns them into constant offsets.
template <int Rows, int Vectors, bool RowsAdjacent>
inline void multiply_block(const MatrixProduct& p, long row, long column) {
  const long a_row = RowsAdjacent ? 1 : p.a_row, a_depth = RowsAdjacent ? p.a_depth : 1;
  const float* a = p.a + row * a_row;
  const float* b = p.b + column;
  float* out = p.out + row * p.out_row + column;
  Vector sums[Rows][Vectors];
  for (int i = 0; i < Rows; i++)
    for (int j = 0; j < Vectors; j++) sums[i][j] = p.add ? load(out + i * p.out_row + j * kLanes) : Vector{};
  for (int d = 0; d < p.depth; d++, a += a_depth, b += p.b_depth) {
    Vector line[Vectors];
    for (int j = 0; j < Vectors; j++) line[j] = load(b + j * kLanes);
    for (int i = 0; i < Rows; i++) {
      const Vector factor = broadcast(a[i * a_row]);
      for (int j = 0; j < Vectors; j++) sums[i][j] += factor * line[j];
    }
  }
  for (int i = 0; i < Rows; i++)
    for (int j = 0; j < Vectors; j++) store(out + i * p.out_row + j * kLanes, sums[i][j]);
}

template <int Vectors, bool RowsAdjacent>
inline void multiply_rows(const MatrixProduct& p, long rows, long column) {
  // Blocks of nearly equal height: a last block of one or two rows would leave the multipliers waiting for their own results.
  const long blocks = (rows + kBlockRows - 1) / kBlockRows;
  for (long block = 0; block < blocks; block++) {
    const long row = rows * block / blocks;
    switch (rows * (block + 1) / blocks - row) {
      case 6: multiply_block<6, Vectors, RowsAdjacent>(p, row, column); break;
      case 5: multiply_block<5, Vectors, RowsAdjacent>(p, row, column); break;
      case 4: multiply_block<4, Vectors, RowsAdjacent>(p, row, column); break;
      case 3: multiply_block<3, Vectors, RowsAdjacent>(p, row, column); break;
      case 2: multiply_block<2, Vectors, RowsAdjacent>(p, row, column); break;
      default: multiply_block<1, Vectors, RowsAdjacent>(p, row, column);
    }
  }
}

// All rows of a column panel of at most kBlockColumns columns.
template <bool RowsAdjacent>
inline void multiply_panel(const MatrixProduct& p, long rows, long column, long columns) {
  switch (columns / kLanes) {
    case 4: if constexpr (kBlockVectors == 4) multiply_rows<4, RowsAdjacent>(p, rows, column); break;
    case 3: if constexpr (kBlockVectors == 4) multiply_rows<3, RowsAdjacent>(p, rows, column); break;
    case 2: multiply_rows<2, RowsAdjacent>(p, rows, column); break;
    default: multiply_rows<1, RowsAdjacent>(p, rows, column);
  }
}

}  // namespace graft::cudnn
