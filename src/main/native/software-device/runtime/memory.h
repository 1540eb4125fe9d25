// Device memory: a bounded set of allocations, whose addresses are addresses of the host.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime.h"

namespace graft::soft {

// The bound: GRAFT_SOFTWARE_MEMORY (bytes, or with a suffix K, M or G), 4 GiB where it is not set.
std::size_t device_memory_total();
std::size_t device_memory_free();

// Allocates; 0, or kOutOfMemory past the bound.
Status allocate_device_memory(std::size_t bytes, void** address);

// Frees what begins at the address; false where nothing does.
bool free_device_memory(void* address);

// The allocation around an address; false where there is none.
bool find_allocation(const void* address, void** base, std::size_t* bytes);

// Counts frees: what was alive stays alive while this does not change.
std::uint64_t free_count();

// Frees everything: a context was destroyed.
void free_all_device_memory();

}  // namespace graft::soft
