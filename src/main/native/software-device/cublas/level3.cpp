// cublasSgemm, cublasSgemmStridedBatched, cublasSgeam.
#include <algorithm>

#include "gemm.h"
#include "handle.h"

using namespace graft::cublas;
using graft::soft::ApiCall;

namespace {

// What the gemm functions share: dimensions and leading dimensions, as documented.
bool valid_gemm(int transpose_a, int transpose_b, int m, int n, int k, int lda, int ldb, int ldc) {
  if (!valid(transpose_a) || !valid(transpose_b) || m < 0 || n < 0 || k < 0) return false;
  const int a_rows = transpose_a == kNone ? m : k, b_rows = transpose_b == kNone ? k : n;
  return lda >= std::max(1, a_rows) && ldb >= std::max(1, b_rows) && ldc >= std::max(1, m);
}

Operand operand_a(int transpose, int m, int k, const float* a, int lda) { return transpose == kNone ? matrix(a, m, k, lda, false) : matrix(a, k, m, lda, false); }

bool any_null(const float* alpha, const float* beta) { return alpha == nullptr || beta == nullptr; }

}  // namespace

GRAFT_CUBLAS_API Status cublasSgemm_v2(
    void* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha, const float* a, int lda, const float* b, int ldb,
    const float* beta, float* c, int ldc) {
  const ApiCall api_call("cublasSgemm_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (!valid_gemm(transpose_a, transpose_b, m, n, k, lda, ldb, ldc) || any_null(alpha, beta)) return kInvalidValue;
  if (m == 0 || n == 0) return kSuccess;
  const Scalar scale_product(*found, alpha), scale_c(*found, beta);
  if (c == nullptr && !scale_c.known_to_be(0)) return kInvalidValue;
  std::vector<Operand> operands{matrix(c, m, n, ldc, true)};
  if (k > 0 && !scale_product.known_to_be(0)) {
    operands.push_back(operand_a(transpose_a, m, k, a, lda));
    operands.push_back(operand_a(transpose_b, k, n, b, ldb));
  }
  if (!scale_c.known_to_be(0)) operands.push_back(matrix(c, m, n, ldc, false));
  scale_product.add_to(operands);
  scale_c.add_to(operands);
  return submit(*found, "cublasSgemm_v2", std::move(operands), 2.0 * m * n * k, [=] {
    gemm(transpose_a != kNone, transpose_b != kNone, m, n, k, scale_product.value(), a, lda, b, ldb, scale_c.value(), c, ldc);
  });
}

GRAFT_CUBLAS_API Status cublasSgemmStridedBatched(
    void* handle, int transpose_a, int transpose_b, int m, int n, int k, const float* alpha, const float* a, int lda, long long stride_a, const float* b,
    int ldb, long long stride_b, const float* beta, float* c, int ldc, long long stride_c, int batch) {
  const ApiCall api_call("cublasSgemmStridedBatched");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (!valid_gemm(transpose_a, transpose_b, m, n, k, lda, ldb, ldc) || any_null(alpha, beta) || batch < 0) return kInvalidValue;
  // Overlapping results have no defined order.
  if (batch > 1 && stride_c >= 0 && stride_c < static_cast<long long>(ldc) * n) return kInvalidValue;
  if (m == 0 || n == 0 || batch == 0) return kSuccess;
  const Scalar scale_product(*found, alpha), scale_c(*found, beta);
  std::vector<Operand> operands;
  for (int i = 0; i < batch; i++) {
    operands.push_back(matrix(c + i * stride_c, m, n, ldc, true));
    if (k > 0 && !scale_product.known_to_be(0)) {
      operands.push_back(operand_a(transpose_a, m, k, a + i * stride_a, lda));
      operands.push_back(operand_a(transpose_b, k, n, b + i * stride_b, ldb));
    }
    if (!scale_c.known_to_be(0)) operands.push_back(matrix(c + i * stride_c, m, n, ldc, false));
  }
  scale_product.add_to(operands);
  scale_c.add_to(operands);
  return submit(*found, "cublasSgemmStridedBatched", std::move(operands), 2.0 * m * n * k * batch, [=] {
    for (int i = 0; i < batch; i++) {
      gemm(transpose_a != kNone, transpose_b != kNone, m, n, k, scale_product.value(), a + i * stride_a, lda, b + i * stride_b, ldb, scale_c.value(),
           c + i * stride_c, ldc);
    }
  });
}

// C = alpha * op(A) + beta * op(B); C may be A or B where that operand is not transposed and has C's leading dimension.
GRAFT_CUBLAS_API Status cublasSgeam(
    void* handle, int transpose_a, int transpose_b, int m, int n, const float* alpha, const float* a, int lda, const float* beta, const float* b, int ldb,
    float* c, int ldc) {
  const ApiCall api_call("cublasSgeam");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (!valid(transpose_a) || !valid(transpose_b) || m < 0 || n < 0 || any_null(alpha, beta)) return kInvalidValue;
  if (lda < std::max(1, transpose_a == kNone ? m : n) || ldb < std::max(1, transpose_b == kNone ? m : n) || ldc < std::max(1, m)) return kInvalidValue;
  if ((a == c && (transpose_a != kNone || lda != ldc)) || (b == c && (transpose_b != kNone || ldb != ldc))) return kInvalidValue;
  if (m == 0 || n == 0) return kSuccess;
  const Scalar scale_a(*found, alpha), scale_b(*found, beta);
  std::vector<Operand> operands{matrix(c, m, n, ldc, true)};
  if (!scale_a.known_to_be(0)) operands.push_back(operand_a(transpose_a, m, n, a, lda));
  if (!scale_b.known_to_be(0)) operands.push_back(operand_a(transpose_b, m, n, b, ldb));
  scale_a.add_to(operands);
  scale_b.add_to(operands);
  return submit(*found, "cublasSgeam", std::move(operands), 3.0 * m * n, [=] {
    const float s = scale_a.value(), t = scale_b.value();
    const std::int64_t a_row = transpose_a == kNone ? 1 : lda, a_column = transpose_a == kNone ? lda : 1;
    const std::int64_t b_row = transpose_b == kNone ? 1 : ldb, b_column = transpose_b == kNone ? ldb : 1;
    graft::soft::parallel_for(n, std::max(1, 16384 / m), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t column = begin; column < end; column++)
        for (std::int64_t row = 0; row < m; row++) {
          // A zero factor does not read its matrix.
          const float left = s == 0 ? 0 : s * a[row * a_row + column * a_column];
          const float right = t == 0 ? 0 : t * b[row * b_row + column * b_column];
          c[row + column * ldc] = left + right;
        }
    });
  });
}
