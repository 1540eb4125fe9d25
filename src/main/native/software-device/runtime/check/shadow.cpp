#include "shadow.h"

#include <cstring>

#include "arena.h"
#include "pages.h"

namespace graft::soft::check {

Shadow::Shadow(std::uintptr_t base, std::size_t bytes)
    : base_(base / kWord * kWord), bytes_(bytes + base % kWord), defined_(static_cast<unsigned char*>(reserve_pages(bytes_ + 1))) {
  for (Cell*& plane : planes_) plane = static_cast<Cell*>(reserve_pages((bytes_ / kWord + 1) * sizeof(Cell)));
}

void Shadow::set_defined(std::uintptr_t address, std::size_t bytes) { std::memset(defined_ + (address - base_), 1, bytes); }

void Shadow::copy_defined(std::uintptr_t to, std::uintptr_t from, std::size_t bytes) {
  std::memmove(defined_ + (to - base_), defined_ + (from - base_), bytes);
}

std::size_t Shadow::first_undefined(std::uintptr_t address, std::size_t bytes) const {
  const unsigned char* states = defined_ + (address - base_);
  const void* found = std::memchr(states, 0, bytes);
  return found == nullptr ? bytes : static_cast<std::size_t>(static_cast<const unsigned char*>(found) - states);
}

void Shadow::set_undefined(std::uintptr_t address, std::size_t bytes) { std::memset(defined_ + (address - base_), 0, bytes); }

void Shadow::drop(std::uintptr_t address, std::size_t bytes) {
  drop_pages(defined_ + (address - base_), bytes);
  for (Cell* plane : planes_) drop_pages(plane + (address - base_) / kWord, bytes / kWord * sizeof(Cell));
}

Shadow& device_shadow() {
  static auto* shadow = new Shadow(arena_base(), arena_bytes());
  return *shadow;
}

}  // namespace graft::soft::check
