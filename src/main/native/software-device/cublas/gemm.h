// C = alpha * op(A) op(B) + beta * C in column-major order, computed now on the calling thread's team.
#pragma once

namespace graft::cublas {

void gemm(bool transpose_a, bool transpose_b, int m, int n, int k, float alpha, const float* a, int lda, const float* b, int ldb, float beta, float* c,
          int ldc);

}  // namespace graft::cublas
