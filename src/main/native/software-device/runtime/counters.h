// Calls by name and bytes copied by direction.
#pragma once

#include <cstddef>

#include "runtime.h"

namespace graft::soft {

void count_call(const char* api_name);
void count_copy(CopyDirection direction, std::size_t bytes);

}  // namespace graft::soft
