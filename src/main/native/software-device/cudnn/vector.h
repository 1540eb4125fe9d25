// Vectors as wide as the instruction set this file is compiled for; one source serves the three builds.
#pragma once

#include <cstring>

namespace graft::cudnn {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

typedef float Vector __attribute__((vector_size(kLanes * sizeof(float))));

inline Vector load(const float* from) {
  Vector value;
  std::memcpy(&value, from, sizeof(value));
  return value;
}

inline void store(float* to, Vector value) { std::memcpy(to, &value, sizeof(value)); }

// Taking zero away changes no value, adding it would turn -0 into 0: only this compiles to a bare broadcast.
inline Vector broadcast(float value) { return value - Vector{}; }

}  // namespace graft::cudnn
