// The part of the binary interface of cuBLAS 11 and 12 that this library implements. Numbers follow NVIDIA's documented enumerations.
#pragma once

#include <cstddef>

namespace graft::cublas {

enum Status : int {
  kSuccess = 0,
  kNotInitialized = 1,
  kAllocFailed = 3,
  kInvalidValue = 7,
  kExecutionFailed = 13,
  kNotSupported = 15,
};

enum Transpose : int { kNone = 0, kTransposed = 1, kConjugated = 2 };
enum PointerMode : int { kHost = 0, kDevice = 1 };

// 11.11.3 of CUDA 11.8, or 12.6.3 of CUDA 12.6.
int version();
std::size_t cudart_version();

}  // namespace graft::cublas

#define GRAFT_CUBLAS_API extern "C" __attribute__((visibility("default")))
