// Bytes copied, counted by direction.
#pragma once

#include <cstddef>

namespace graft::soft {

enum class CopyDirection { kHostToDevice, kDeviceToHost, kDeviceToDevice };

void count_copy(CopyDirection direction, std::size_t bytes);

}  // namespace graft::soft
