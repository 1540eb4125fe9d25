#include "memory.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <new>

#include "check/arena.h"
#include "check/mode.h"
#include "check/operands.h"
#include "limits.h"
#include "settings.h"
#include "status.h"

namespace graft::soft {

namespace {

constexpr std::size_t kAlignment = 512;  // of cuMemAlloc: "suitably aligned for any kind of variable", 512 bytes on today's GPUs
constexpr std::size_t kMostByDefault = std::size_t{4} << 30;

struct Allocation {
  std::size_t bytes;  // asked for
  const void* context;
};

struct DeviceMemory {
  std::mutex mutex;
  std::map<std::uintptr_t, Allocation> allocations;  // by address
  std::size_t used = 0;
  std::atomic<std::uint64_t> frees{0};
};

DeviceMemory& memory() {
  static auto* instance = new DeviceMemory();
  return *instance;
}

std::size_t padded(std::size_t bytes) { return (bytes + kAlignment - 1) / kAlignment * kAlignment; }

// From the heap, or where GRAFT_CHECK is set from an arena with room around each allocation.
void* obtain(std::size_t bytes) {
  if (!check::mode().any()) return ::operator new(padded(bytes), std::align_val_t{kAlignment}, std::nothrow);
  void* address = check::arena_allocate(bytes);
  if (address != nullptr) check::poison(address, bytes);
  return address;
}

void give_back(void* address) {
  if (check::mode().any()) return check::arena_release(address);
  ::operator delete(address, std::align_val_t{kAlignment});
}

}  // namespace

std::size_t device_memory_total() {
  // Half of what there is: Java's heap, its compiled code and oneDNN's have the other half.
  static const std::size_t by_default = std::min(kMostByDefault, usable_memory() / 2);
  return settings().memory > 0 ? settings().memory : by_default;
}

std::size_t device_memory_free() {
  std::lock_guard<std::mutex> lock(memory().mutex);
  return device_memory_total() - memory().used;
}

Status allocate_device_memory(const void* context, std::size_t bytes, void** address) {
  DeviceMemory& all = memory();
  std::lock_guard<std::mutex> lock(all.mutex);
  const std::size_t total = device_memory_total();
  if (bytes > total || padded(bytes) > total - all.used) return kOutOfMemory;
  void* made = obtain(bytes);
  if (made == nullptr) return kOutOfMemory;
  all.allocations[reinterpret_cast<std::uintptr_t>(made)] = {bytes, context};
  all.used += padded(bytes);
  *address = made;
  return kSuccess;
}

bool free_device_memory(void* address) {
  DeviceMemory& all = memory();
  std::lock_guard<std::mutex> lock(all.mutex);
  auto found = all.allocations.find(reinterpret_cast<std::uintptr_t>(address));
  if (found == all.allocations.end()) return false;
  all.used -= padded(found->second.bytes);
  all.allocations.erase(found);
  all.frees++;
  give_back(address);
  return true;
}

bool find_allocation(const void* address, void** base, std::size_t* bytes) {
  DeviceMemory& all = memory();
  std::lock_guard<std::mutex> lock(all.mutex);
  const auto wanted = reinterpret_cast<std::uintptr_t>(address);
  auto next = all.allocations.upper_bound(wanted);
  if (next == all.allocations.begin()) return false;
  const auto& allocation = *std::prev(next);
  if (wanted - allocation.first >= allocation.second.bytes) return false;
  *base = reinterpret_cast<void*>(allocation.first);
  *bytes = allocation.second.bytes;
  return true;
}

std::uint64_t free_count() { return memory().frees; }

void free_memory_of_context(const void* context) {
  DeviceMemory& all = memory();
  std::lock_guard<std::mutex> lock(all.mutex);
  for (auto next = all.allocations.begin(); next != all.allocations.end();) {
    if (next->second.context != context) {
      ++next;
      continue;
    }
    all.used -= padded(next->second.bytes);
    give_back(reinterpret_cast<void*>(next->first));
    next = all.allocations.erase(next);
  }
  all.frees++;
}

bool device_range_is_live(const void* address, std::size_t bytes) {
  void* base;
  std::size_t size;
  if (!find_allocation(address, &base, &size)) return false;
  return bytes <= size - static_cast<std::size_t>(static_cast<const char*>(address) - static_cast<const char*>(base));
}

}  // namespace graft::soft
