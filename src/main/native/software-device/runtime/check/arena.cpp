#include "arena.h"

#include <algorithm>
#include <cstdio>
#include <map>

#include "../memory.h"
#include "pages.h"
#include "shadow.h"

namespace graft::soft::check {

namespace {

constexpr std::size_t kPage = 4096;
// On each side of an allocation: an index that is wrong by some rows of a matrix still falls into it.
constexpr std::size_t kGuard = 16 * kPage;
// An extent a page is more than there can be.
constexpr std::size_t kExtents = std::size_t{1} << 24;

std::size_t whole_pages(std::size_t bytes) { return (bytes + kPage - 1) / kPage * kPage; }

struct Arena {
  // Much more than can be in use, so that freed addresses stay unused for long.
  std::size_t bytes = std::max(std::size_t{64} << 30, 4 * device_memory_total());
  std::uintptr_t base = reinterpret_cast<std::uintptr_t>(reserve_pages(bytes));
  std::uint32_t* extent_of_page = static_cast<std::uint32_t*>(reserve_pages(bytes / kPage * sizeof(std::uint32_t)));
  Extent* extents = static_cast<Extent*>(reserve_pages(kExtents * sizeof(Extent)));
  std::uint32_t used_extents = 1;                 // number 0 is none
  std::map<std::uintptr_t, std::uint32_t> zones;  // live ones with their guards, by where they begin
  std::uintptr_t cursor = base;
};

Arena& arena() {
  static auto* instance = new Arena();
  return *instance;
}

std::size_t zone_bytes(std::size_t bytes) { return whole_pages(bytes) + 2 * kGuard; }

// Where a zone fits that begins at `from` or later; 0 where none does.
std::uintptr_t find_gap(const Arena& all, std::uintptr_t from, std::size_t bytes) {
  std::uintptr_t begin = from;
  for (auto next = all.zones.lower_bound(from); next != all.zones.end(); ++next) {
    if (next->first - begin >= bytes) return begin;
    begin = next->first + zone_bytes(all.extents[next->second].bytes);
  }
  return all.base + all.bytes - begin >= bytes ? begin : 0;
}

}  // namespace

void* arena_allocate(std::size_t bytes) {
  Arena& all = arena();
  const std::size_t zone = zone_bytes(bytes);
  std::uintptr_t begin = find_gap(all, all.cursor, zone);
  if (begin == 0) begin = find_gap(all, all.base, zone);
  if (begin == 0 || all.used_extents == kExtents) return nullptr;
  all.cursor = begin + zone;
  const std::uint32_t number = all.used_extents++;
  all.extents[number] = {begin + kGuard, bytes, true};
  all.zones[begin] = number;
  std::fill_n(all.extent_of_page + (begin - all.base) / kPage, zone / kPage, number);
  return reinterpret_cast<void*>(begin + kGuard);
}

void arena_release(void* address) {
  Arena& all = arena();
  const auto found = all.zones.find(reinterpret_cast<std::uintptr_t>(address) - kGuard);
  Extent& extent = all.extents[found->second];
  extent.live = false;
  drop_pages(address, whole_pages(extent.bytes));
  device_shadow().drop(extent.base, whole_pages(extent.bytes));
  all.zones.erase(found);
}

std::uintptr_t arena_base() { return arena().base; }
std::size_t arena_bytes() { return arena().bytes; }

const Extent* extent_near(std::uintptr_t address) {
  const Arena& all = arena();
  const std::uint32_t number = all.extent_of_page[(address - all.base) / kPage];
  return number == 0 ? nullptr : &all.extents[number];
}

std::string place(std::uintptr_t address) {
  const Extent* extent = address - arena_base() < arena_bytes() ? extent_near(address) : nullptr;
  char text[96];
  if (extent == nullptr) {
    std::snprintf(text, sizeof(text), "address 0x%zx, which is in no allocation", static_cast<std::size_t>(address));
  } else {
    std::snprintf(text, sizeof(text), "byte %lld of %s allocation of %zu bytes", static_cast<long long>(address - extent->base),
                  extent->live ? "an" : "a freed", extent->bytes);
  }
  return text;
}

}  // namespace graft::soft::check
