// GRID_STRIDE over a matrix [rows, columns], row-major, for kernels that need to know row and column:
//
//   GRID_STRIDE_ROWS(at, rows, columns) { y[at.row * columns + at.column] += bias[at.column]; }
//
// On a GPU neighbouring threads hold neighbouring elements, so that accesses coalesce; a thread divides once and then steps
// by remainders. On the software device a core's slice is cut at the ends of rows, so that the inner loop is over columns
// alone and vectorises.
//
// Where something dear depends on the row alone, it goes between the two halves of the loop; on a GPU each thread computes it
// for each of its elements, on the software device a core once a row:
//
//   GRID_STRIDE_RUNS(run, rows, columns) {
//     const float factor = expf(x[run.row]);
//     RUN_COLUMNS(at, run) { y[at.row * columns + at.column] *= factor; }
//   }
#pragma once

#include "grid_stride.cuh"

namespace graft {

#ifndef GRAFT_SLICED

struct RowWalk {
  long long row;
  int column;

  __device__ RowWalk(int rows, int columns) : rows_(rows), columns_(columns) {
    const long long first = static_cast<long long>(blockIdx.x) * blockDim.x + threadIdx.x;
    const long long stride = static_cast<long long>(gridDim.x) * blockDim.x;
    row = first / columns;
    column = static_cast<int>(first % columns);
    row_step_ = stride / columns;
    column_step_ = static_cast<int>(stride % columns);
  }

  __device__ bool inside() const { return row < rows_; }

  __device__ void next() {
    row += row_step_;
    // column < columns - column_step, written so that their sum cannot overflow.
    if (column < columns_ - column_step_) {
      column += column_step_;
    } else {
      column -= columns_ - column_step_;
      row++;
    }
  }

 private:
  long long row_step_;
  int rows_, columns_, column_step_;
};

#define GRID_STRIDE_RUNS(run, rows, columns) for (graft::RowWalk run(rows, columns); run.inside(); run.next())
#define RUN_COLUMNS(at, run) if (const graft::RowWalk& at = run; true)
#define GRID_STRIDE_ROWS(at, rows, columns) GRID_STRIDE_RUNS(at, rows, columns)

#else

struct RowPosition {
  long long row;
  int column;
};

// The stretches of whole or partial rows that make up one slice.
class RowRuns {
 public:
  long long row = 0;

  RowRuns(int rows, int columns) : columns_(columns) {
    const long long elements = static_cast<long long>(rows) * columns;
    next_ = elements * graft::soft::current_slice.index / graft::soft::current_slice.count;
    end_ = elements * (graft::soft::current_slice.index + 1) / graft::soft::current_slice.count;
  }

  bool advance() {
    if (next_ >= end_) return false;
    row = next_ / columns_;
    begin_ = static_cast<int>(next_ - row * columns_);
    const long long left = end_ - row * columns_;
    column_end_ = left < columns_ ? static_cast<int>(left) : columns_;
    next_ = row * columns_ + column_end_;
    return true;
  }

  RowPosition first() const { return {row, begin_}; }
  int column_end() const { return column_end_; }

 private:
  long long next_, end_;
  int columns_, begin_ = 0, column_end_ = 0;
};

#define GRID_STRIDE_RUNS(run, rows, columns) for (graft::RowRuns run(rows, columns); run.advance();)
#define RUN_COLUMNS(at, run) \
  _Pragma("GCC ivdep")       \
  for (graft::RowPosition at = run.first(), at##_end = {0, run.column_end()}; at.column < at##_end.column; ++at.column)
#define GRID_STRIDE_ROWS(at, rows, columns) GRID_STRIDE_RUNS(at##_runs, rows, columns) RUN_COLUMNS(at, at##_runs)

#endif

}  // namespace graft
