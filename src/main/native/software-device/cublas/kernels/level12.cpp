// cublasSgemv, cublasSger, cublasSaxpy, cublasSscal, cublasScopy.
#include <algorithm>

#include "../gemm.h"
#include "../handle.h"

using namespace graft::cublas;
using graft::soft::ApiCall;
using graft::soft::parallel_for;

namespace {

// Where a vector starts: with a negative increment at its far end.
template <class T>
T* first(T* vector, std::int64_t n, std::int64_t increment) {
  return increment < 0 ? vector - (n - 1) * increment : vector;
}

constexpr std::int64_t kGrain = 16384;

}  // namespace

// y = alpha * op(A) x + beta * y
GRAFT_CUBLAS_API Status cublasSgemv_v2(
    void* handle, int transpose, int m, int n, const float* alpha, const float* a, int lda, const float* x, int incx, const float* beta, float* y, int incy) {
  const ApiCall api_call("cublasSgemv_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (!valid(transpose) || m < 0 || n < 0 || lda < std::max(1, m) || incx == 0 || incy == 0) return kInvalidValue;
  if (alpha == nullptr || beta == nullptr) return kInvalidValue;
  if (m == 0 || n == 0) return kSuccess;
  const std::int64_t x_length = transpose == kNone ? n : m, y_length = transpose == kNone ? m : n;
  const Scalar scale_product(*found, alpha), scale_y(*found, beta);
  std::vector<Operand> operands{vector(y, y_length, incy, true)};
  if (!scale_product.known_to_be(0)) {
    operands.push_back(matrix(a, m, n, lda, false));
    operands.push_back(vector(x, x_length, incx, false));
  }
  if (!scale_y.known_to_be(0)) operands.push_back(vector(y, y_length, incy, false));
  scale_product.add_to(operands);
  scale_y.add_to(operands);
  return submit(*found, "cublasSgemv_v2", std::move(operands), 2.0 * m * n, [=] {
    const float s = scale_product.value(), t = scale_y.value();
    const float* in = first(x, x_length, incx);
    float* out = first(y, y_length, incy);
    const auto finish = [&](std::int64_t i, float sum) {
      float& value = out[i * incy];
      value = s * sum + (t == 0 ? 0 : t * value);
    };
    parallel_for(y_length, std::max<std::int64_t>(1, kGrain / x_length), [&](std::int64_t begin, std::int64_t end) {
      if (s == 0) {
        for (std::int64_t i = begin; i < end; i++) finish(i, 0);
      } else if (transpose != kNone) {
        for (std::int64_t i = begin; i < end; i++) {
          float sum = 0;
          for (std::int64_t j = 0; j < x_length; j++) sum += a[i * lda + j] * in[j * incx];
          finish(i, sum);
        }
      } else {
        // A block of rows at a time, so that the columns are read along memory.
        constexpr std::int64_t block = 256;
        for (std::int64_t start = begin; start < end; start += block) {
          const std::int64_t count = std::min(block, end - start);
          float sums[block] = {};
          for (std::int64_t j = 0; j < x_length; j++) {
            const float* column = a + j * lda + start;
            const float factor = in[j * incx];
            for (std::int64_t i = 0; i < count; i++) sums[i] += column[i] * factor;
          }
          for (std::int64_t i = 0; i < count; i++) finish(start + i, sums[i]);
        }
      }
    });
  });
}

// A = alpha * x y' + A
GRAFT_CUBLAS_API Status cublasSger_v2(
    void* handle, int m, int n, const float* alpha, const float* x, int incx, const float* y, int incy, float* a, int lda) {
  const ApiCall api_call("cublasSger_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (m < 0 || n < 0 || incx == 0 || incy == 0 || lda < std::max(1, m) || alpha == nullptr) return kInvalidValue;
  if (m == 0 || n == 0) return kSuccess;
  const Scalar scale(*found, alpha);
  std::vector<Operand> operands{vector(x, m, incx, false), vector(y, n, incy, false), matrix(a, m, n, lda, false), matrix(a, m, n, lda, true)};
  scale.add_to(operands);
  return submit(*found, "cublasSger_v2", std::move(operands), 2.0 * m * n, [=] {
    const float s = scale.value();
    const float* left = first(x, m, incx);
    const float* right = first(y, n, incy);
    parallel_for(n, std::max<std::int64_t>(1, kGrain / m), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t column = begin; column < end; column++)
        for (std::int64_t row = 0; row < m; row++) a[row + column * lda] += s * left[row * incx] * right[column * incy];
    });
  });
}

// y = alpha * x + y
GRAFT_CUBLAS_API Status cublasSaxpy_v2(void* handle, int n, const float* alpha, const float* x, int incx, float* y, int incy) {
  const ApiCall api_call("cublasSaxpy_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (alpha == nullptr) return kInvalidValue;
  if (n <= 0) return kSuccess;
  const Scalar scale(*found, alpha);
  std::vector<Operand> operands{vector(x, n, incx, false), vector(y, n, incy, false), vector(y, n, incy, true)};
  scale.add_to(operands);
  return submit(*found, "cublasSaxpy_v2", std::move(operands), 2.0 * n, [=] {
    const float s = scale.value();
    const float* from = first(x, n, incx);
    float* to = first(y, n, incy);
    // An increment of zero makes every step meet the same element: in order, on one thread.
    parallel_for(n, incy == 0 ? n : kGrain, [&](std::int64_t begin, std::int64_t end) {
      if (incx == 1 && incy == 1) {
        for (std::int64_t i = begin; i < end; i++) to[i] += s * from[i];
      } else {
        for (std::int64_t i = begin; i < end; i++) to[i * incy] += s * from[i * incx];
      }
    });
  });
}

// y = x
GRAFT_CUBLAS_API Status cublasScopy_v2(void* handle, int n, const float* x, int incx, float* y, int incy) {
  const ApiCall api_call("cublasScopy_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (n <= 0) return kSuccess;
  return submit(*found, "cublasScopy_v2", {vector(x, n, incx, false), vector(y, n, incy, true)}, 0, [=] {
    const float* from = first(x, n, incx);
    float* to = first(y, n, incy);
    parallel_for(n, incy == 0 ? n : kGrain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; i++) to[i * incy] = from[i * incx];
    });
  });
}

// x = alpha * x; an increment that is not positive leaves x as it is, as in reference BLAS.
GRAFT_CUBLAS_API Status cublasSscal_v2(void* handle, int n, const float* alpha, float* x, int incx) {
  const ApiCall api_call("cublasSscal_v2");
  const Handle* found = find(handle);
  if (found == nullptr) return kNotInitialized;
  if (alpha == nullptr) return kInvalidValue;
  if (n <= 0 || incx <= 0) return kSuccess;
  const Scalar scale(*found, alpha);
  std::vector<Operand> operands{vector(x, n, incx, false), vector(x, n, incx, true)};
  scale.add_to(operands);
  return submit(*found, "cublasSscal_v2", std::move(operands), n, [=] {
    const float s = scale.value();
    parallel_for(n, kGrain, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; i++) x[i * std::int64_t{incx}] *= s;
    });
  });
}
