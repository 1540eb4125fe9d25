#include "gemm.h"

#include <algorithm>
#include <cstdint>

#include <omp.h>

#include <oneapi/dnnl/dnnl.h>

#include "../runtime/openmp.h"
#include "../runtime/runtime.h"

namespace graft::cublas {

void gemm(bool transpose_a, bool transpose_b, int m, int n, int k, float alpha, const float* a, int lda, const float* b, int ldb, float beta, float* c,
          int ldc) {
  if (m == 0 || n == 0) return;
  if (alpha == 0 || k == 0) {
    // A and B are not read, as BLAS demands; and a zero beta does not read C.
    for (int column = 0; column < n; column++) {
      float* start = c + std::int64_t{column} * ldc;
      if (beta == 0) {
        std::fill(start, start + m, 0.0f);
      } else if (beta != 1) {
        for (int row = 0; row < m; row++) start[row] *= beta;
      }
    }
    return;
  }
  // oneDNN takes as many threads as OpenMP would give this one.
  omp_set_num_threads(graft::soft::threads());
  graft::soft::insist_on_whole_teams();
  // oneDNN is row-major: the transposed product of the transposed operands is the same memory.
  dnnl_sgemm(transpose_b ? 'T' : 'N', transpose_a ? 'T' : 'N', n, m, k, alpha, b, ldb, a, lda, beta, c, ldc);
}

}  // namespace graft::cublas
