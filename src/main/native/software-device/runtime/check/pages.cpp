#include "pages.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace graft::soft::check {

void* reserve_pages(std::size_t bytes) {
  void* made = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (made == MAP_FAILED) throw std::bad_alloc();
  // Shadows are sparse: a huge page for each touched byte would take the machine's memory.
  madvise(made, bytes, MADV_NOHUGEPAGE);
  return made;
}

void drop_pages(void* address, std::size_t bytes) {
  constexpr std::uintptr_t kPage = 4096;
  const auto begin = reinterpret_cast<std::uintptr_t>(address);
  const std::uintptr_t first = (begin + kPage - 1) / kPage * kPage, end = (begin + bytes) / kPage * kPage;
  if (first < end) madvise(reinterpret_cast<void*>(first), end - first, MADV_DONTNEED);
}

}  // namespace graft::soft::check
