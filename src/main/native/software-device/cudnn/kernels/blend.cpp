#include "blend.h"

namespace graft::cudnn {

void blend_line(std::int64_t count, float alpha, const float* result, float beta, const float* addend, float* out) {
#pragma GCC ivdep
  for (std::int64_t i = 0; i < count; i++) out[i] = alpha * result[i] + beta * addend[i];
}

}  // namespace graft::cudnn
