// The factors of a call, applied to what an engine computed.
#pragma once

#include <cstdint>

namespace graft::cudnn {

// out[i] = alpha * result[i] + beta * addend[i]; out may be addend.
void blend_line(std::int64_t count, float alpha, const float* result, float beta, const float* addend, float* out);

}  // namespace graft::cudnn
