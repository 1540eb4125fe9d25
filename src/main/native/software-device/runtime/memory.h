// Device memory: a bounded set of allocations, whose addresses are addresses of the host.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime.h"

namespace graft::soft {

// The bound: GRAFT_SOFTWARE_MEMORY (bytes, or with a suffix K, M or G), where it is not set 4 GiB, or half of what this
// machine or its container has, if that is less.
std::size_t device_memory_total();
std::size_t device_memory_free();

// Allocates for a context; 0, or kOutOfMemory past the bound.
Status allocate_device_memory(const void* context, std::size_t bytes, void** address);

// Frees what begins at the address; false where nothing does.
bool free_device_memory(void* address);

// The allocation around an address; false where there is none.
bool find_allocation(const void* address, void** base, std::size_t* bytes);

// Counts frees: what was alive stays alive while this does not change.
std::uint64_t free_count();

// Frees what was allocated for a context, which is destroyed; other contexts keep theirs.
void free_memory_of_context(const void* context);

}  // namespace graft::soft
