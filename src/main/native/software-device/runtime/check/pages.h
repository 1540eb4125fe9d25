// Address space whose pages the system supplies, filled with zeros, when they are first touched.
#pragma once

#include <cstddef>

namespace graft::soft::check {

// Reserves it for the life of the process; throws std::bad_alloc where the system refuses.
void* reserve_pages(std::size_t bytes);

// Gives back the pages that lie wholly inside; they read as zeros again.
void drop_pages(void* address, std::size_t bytes);

}  // namespace graft::soft::check
