// Device memory in checking mode: one stretch of addresses, where each allocation has guard pages on both sides and an
// address is not used again until all others have been.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace graft::soft::check {

struct Extent {
  std::uintptr_t base;
  std::size_t bytes;
  bool live;  // not freed
  bool holds(std::uintptr_t address, std::size_t size) const { return live && address >= base && size <= bytes && address - base <= bytes - size; }
};

// The caller of these two holds the lock of device memory. Null where no gap is wide enough.
void* arena_allocate(std::size_t bytes);
void arena_release(void* address);  // must be the base of a live allocation

std::uintptr_t arena_base();
std::size_t arena_bytes();

// The allocation at an address of the arena or the one whose guard pages it lies in; null where there never was one.
const Extent* extent_near(std::uintptr_t address);

// Where an address lies, in words: "byte 12 of an allocation of 40 bytes".
std::string place(std::uintptr_t address);

}  // namespace graft::soft::check
