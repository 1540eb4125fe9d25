// Small matrix products on one core, on operands that lie in its cache: row-major C = A B, or C += A' B.
#pragma once

#include <cstdint>

#include "../vector.h"

namespace graft::cudnn {

#if defined(__AVX512F__)
constexpr int kRowBlock = 14;  // 28 accumulators, 2 columns of B and broadcasts fit in 32 registers
#else
constexpr int kRowBlock = 6;  // 12 accumulators fit in 16 registers
#endif

namespace detail {

// Rows x (Columns * kLanes) of C. A's element (i, p) lies at a[i * row_step + p * inner_step].
template <int Rows, int Columns, bool Accumulate>
inline void block(int inner, const float* a, std::int64_t row_step, std::int64_t inner_step, const float* b, std::int64_t ldb, float* c,
                  std::int64_t ldc) {
  Vector sums[Rows][Columns];
#pragma GCC unroll 16
  for (int i = 0; i < Rows; i++)
    for (int j = 0; j < Columns; j++) sums[i][j] = Accumulate ? load(c + i * ldc + j * kLanes) : Vector{};
  for (int p = 0; p < inner; p++) {
    Vector right[Columns];
    for (int j = 0; j < Columns; j++) right[j] = load(b + p * ldb + j * kLanes);
#pragma GCC unroll 16
    for (int i = 0; i < Rows; i++) {
      const Vector left = broadcast(a[i * row_step + p * inner_step]);
      for (int j = 0; j < Columns; j++) sums[i][j] += left * right[j];
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < Rows; i++)
    for (int j = 0; j < Columns; j++) store(c + i * ldc + j * kLanes, sums[i][j]);
}

// The last rows, fewer than a full block.
template <int Rows, int Columns, bool Accumulate>
inline void rest(int rows, int inner, const float* a, std::int64_t row_step, std::int64_t inner_step, const float* b, std::int64_t ldb, float* c,
                 std::int64_t ldc) {
  if constexpr (Rows > 0) {
    if (rows == Rows) return block<Rows, Columns, Accumulate>(inner, a, row_step, inner_step, b, ldb, c, ldc);
    rest<Rows - 1, Columns, Accumulate>(rows, inner, a, row_step, inner_step, b, ldb, c, ldc);
  }
}

template <int Columns, bool Accumulate>
inline void panel(int rows, int inner, const float* a, std::int64_t row_step, std::int64_t inner_step, const float* b, std::int64_t ldb, float* c,
                  std::int64_t ldc) {
  int i = 0;
  for (; i + kRowBlock <= rows; i += kRowBlock)
    block<kRowBlock, Columns, Accumulate>(inner, a + i * row_step, row_step, inner_step, b, ldb, c + i * ldc, ldc);
  rest<kRowBlock - 1, Columns, Accumulate>(rows - i, inner, a + i * row_step, row_step, inner_step, b, ldb, c + i * ldc, ldc);
}

}  // namespace detail

// C[rows, columns] = A B, or += where Accumulate; `columns` is a multiple of kLanes. A's element (i, p) lies at
// a[i * row_step + p * inner_step], B's (p, j) at b[p * ldb + j].
template <bool Accumulate>
void micro_gemm(int rows, int columns, int inner, const float* a, std::int64_t row_step, std::int64_t inner_step, const float* b, std::int64_t ldb,
                float* c, std::int64_t ldc) {
  int j = 0;
  for (; j + 2 * kLanes <= columns; j += 2 * kLanes)
    detail::panel<2, Accumulate>(rows, inner, a, row_step, inner_step, b + j, ldb, c + j, ldc);
  if (j < columns) detail::panel<1, Accumulate>(rows, inner, a, row_step, inner_step, b + j, ldb, c + j, ldc);
}

}  // namespace graft::cudnn
