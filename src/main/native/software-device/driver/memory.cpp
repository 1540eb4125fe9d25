// Device memory, copies and fills, and pinned host memory.
#include <cstdlib>
#include <cstring>
#include <map>

#include "../runtime/check/operands.h"
#include "api.h"

using namespace graft::soft;

namespace {

enum class Kind { kUpload, kDownload, kDevice };

Operand reads(DevicePointer from, std::size_t bytes) { return {address_of(from), bytes, false}; }
Operand writes(DevicePointer to, std::size_t bytes) { return {address_of(to), bytes, true}; }

bool in_range(DevicePointer pointer, std::size_t bytes) { return device_range_is_live(address_of(pointer), bytes); }

void copy(void* to, const void* from, std::size_t bytes, CopyDirection direction) {
  std::memmove(to, from, bytes);
  count_copy(direction, bytes);
  if (direction == CopyDirection::kHostToDevice) check::uploaded(to, bytes);
  if (direction == CopyDirection::kDeviceToDevice) check::copied(to, from, bytes);
}

// Waits for everything before, copies at once: what a synchronous copy promises.
int copy_now(void* to, const void* from, std::size_t bytes, CopyDirection direction) {
  if (const Status status = check_legacy_work(); status != kSuccess) return status;
  if (const Status status = check_unsafe_call(); status != kSuccess) return status;
  if (const Status status = drain(); status != kSuccess) return status;
  copy(to, from, bytes, direction);
  return kSuccess;
}

int copy_later(const char* name, void* stream, std::vector<Operand> operands, void* to, const void* from, std::size_t bytes, CopyDirection direction,
               bool once = false) {
  Operation operation;
  operation.name = name;
  operation.operands = std::move(operands);
  operation.tracks_memory = true;
  operation.once = once;
  operation.run = [=] { copy(to, from, bytes, direction); };
  return submit(stream, std::move(operation));
}

std::mutex host_mutex;
std::map<void*, std::size_t>& host_allocations() {
  static auto* all = new std::map<void*, std::size_t>();
  return *all;
}

bool is_pinned(const void* address, std::size_t bytes) {
  std::lock_guard<std::mutex> lock(host_mutex);
  auto next = host_allocations().upper_bound(const_cast<void*>(address));
  if (next == host_allocations().begin()) return false;
  const auto& block = *std::prev(next);
  return static_cast<const char*>(address) + bytes <= static_cast<const char*>(block.first) + block.second;
}

template <class Word>
int fill(const char* name, DevicePointer to, Word value, std::size_t count, void* stream, bool later) {
  const std::size_t bytes = count * sizeof(Word);
  if (count == 0) return kSuccess;
  if (to % sizeof(Word) != 0 || !in_range(to, bytes)) return kInvalidValue;
  auto* words = static_cast<Word*>(address_of(to));
  Operation operation;
  operation.name = name;
  operation.operands = {writes(to, bytes)};
  operation.run = [=] { std::fill_n(words, count, value); };
  return submit(later ? stream : nullptr, std::move(operation));
}

}  // namespace

GRAFT_API cuMemAlloc_v2(DevicePointer* pointer, std::size_t bytes) {
  const ApiCall api_call("cuMemAlloc_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (pointer == nullptr || bytes == 0) return kInvalidValue;
  if (const Status status = check_unsafe_call(); status != kSuccess) return status;
  void* address;
  if (const Status status = allocate_device_memory(current_context_key(), bytes, &address); status != kSuccess) return status;
  *pointer = pointer_to(address);
  return kSuccess;
}

// cuMemFree waits for all work, as the real one does: nothing queued can still be using the memory.
GRAFT_API cuMemFree_v2(DevicePointer pointer) {
  const ApiCall api_call("cuMemFree_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (pointer == 0) return kSuccess;
  if (const Status status = check_unsafe_call(); status != kSuccess) return status;
  if (const Status status = drain(); status != kSuccess) return status;
  return free_device_memory(address_of(pointer)) ? kSuccess : kInvalidValue;
}

GRAFT_API cuMemGetInfo_v2(std::size_t* free, std::size_t* total) {
  const ApiCall api_call("cuMemGetInfo_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (free == nullptr || total == nullptr) return kInvalidValue;
  *free = device_memory_free();
  *total = device_memory_total();
  return kSuccess;
}

GRAFT_API cuMemGetAddressRange_v2(DevicePointer* base, std::size_t* bytes, DevicePointer pointer) {
  const ApiCall api_call("cuMemGetAddressRange_v2");
  GRAFT_REQUIRE_CONTEXT();
  void* begin;
  std::size_t size;
  if (!find_allocation(address_of(pointer), &begin, &size)) return kNotFound;
  if (base != nullptr) *base = pointer_to(begin);
  if (bytes != nullptr) *bytes = size;
  return kSuccess;
}

GRAFT_API cuMemcpyHtoD_v2(DevicePointer to, const void* from, std::size_t bytes) {
  const ApiCall api_call("cuMemcpyHtoD_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (bytes == 0) return kSuccess;
  if (from == nullptr || !in_range(to, bytes)) return kInvalidValue;
  return copy_now(address_of(to), from, bytes, CopyDirection::kHostToDevice);
}

GRAFT_API cuMemcpyDtoH_v2(void* to, DevicePointer from, std::size_t bytes) {
  const ApiCall api_call("cuMemcpyDtoH_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (bytes == 0) return kSuccess;
  if (to == nullptr || !in_range(from, bytes)) return kInvalidValue;
  return copy_now(to, address_of(from), bytes, CopyDirection::kDeviceToHost);
}

GRAFT_API cuMemcpyDtoD_v2(DevicePointer to, DevicePointer from, std::size_t bytes) {
  const ApiCall api_call("cuMemcpyDtoD_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (bytes == 0) return kSuccess;
  if (!in_range(to, bytes) || !in_range(from, bytes)) return kInvalidValue;
  return copy_now(address_of(to), address_of(from), bytes, CopyDirection::kDeviceToDevice);
}

GRAFT_API cuMemcpyHtoDAsync_v2(DevicePointer to, const void* from, std::size_t bytes, void* stream) {
  const ApiCall api_call("cuMemcpyHtoDAsync_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (bytes == 0) return kSuccess;
  if (from == nullptr || !in_range(to, bytes)) return kInvalidValue;
  // Pageable host memory is staged before the call returns; pinned memory is read when the copy runs.
  if (is_pinned(from, bytes)) return copy_later("cuMemcpyHtoDAsync_v2", stream, {writes(to, bytes)}, address_of(to), from, bytes, CopyDirection::kHostToDevice);
  Operation operation;
  operation.name = "cuMemcpyHtoDAsync_v2";
  operation.operands = {writes(to, bytes)};
  auto staged = std::make_shared<std::vector<char>>(static_cast<const char*>(from), static_cast<const char*>(from) + bytes);
  operation.tracks_memory = true;
  // The documentation lets a capture take pageable copies and read the memory at each launch; nobody means that.
  operation.once = true;
  operation.run = [=] { copy(address_of(to), staged->data(), bytes, CopyDirection::kHostToDevice); };
  return submit(stream, std::move(operation));
}

GRAFT_API cuMemcpyDtoHAsync_v2(void* to, DevicePointer from, std::size_t bytes, void* stream) {
  const ApiCall api_call("cuMemcpyDtoHAsync_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (bytes == 0) return kSuccess;
  if (to == nullptr || !in_range(from, bytes)) return kInvalidValue;
  const bool pinned = is_pinned(to, bytes);
  const Status status = copy_later("cuMemcpyDtoHAsync_v2", stream, {reads(from, bytes)}, to, address_of(from), bytes, CopyDirection::kDeviceToHost, !pinned);
  // A copy to pageable memory is done when the call returns; a Java array would otherwise move before it is written.
  return status == kSuccess && !pinned ? drain() : status;
}

GRAFT_API cuMemcpyDtoDAsync_v2(DevicePointer to, DevicePointer from, std::size_t bytes, void* stream) {
  const ApiCall api_call("cuMemcpyDtoDAsync_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (bytes == 0) return kSuccess;
  if (!in_range(to, bytes) || !in_range(from, bytes)) return kInvalidValue;
  return copy_later("cuMemcpyDtoDAsync_v2", stream, {reads(from, bytes), writes(to, bytes)}, address_of(to), address_of(from), bytes, CopyDirection::kDeviceToDevice);
}

GRAFT_API cuMemsetD8_v2(DevicePointer to, unsigned char value, std::size_t count) {
  const ApiCall api_call("cuMemsetD8_v2");
  GRAFT_REQUIRE_CONTEXT();
  return fill("cuMemsetD8_v2", to, value, count, nullptr, false);
}

GRAFT_API cuMemsetD32_v2(DevicePointer to, unsigned value, std::size_t count) {
  const ApiCall api_call("cuMemsetD32_v2");
  GRAFT_REQUIRE_CONTEXT();
  return fill("cuMemsetD32_v2", to, value, count, nullptr, false);
}

GRAFT_API cuMemsetD8Async(DevicePointer to, unsigned char value, std::size_t count, void* stream) {
  const ApiCall api_call("cuMemsetD8Async");
  GRAFT_REQUIRE_CONTEXT();
  return fill("cuMemsetD8Async", to, value, count, stream, true);
}

GRAFT_API cuMemsetD32Async(DevicePointer to, unsigned value, std::size_t count, void* stream) {
  const ApiCall api_call("cuMemsetD32Async");
  GRAFT_REQUIRE_CONTEXT();
  return fill("cuMemsetD32Async", to, value, count, stream, true);
}

static int allocate_host(void** pointer, std::size_t bytes) {
  if (pointer == nullptr || bytes == 0) return kInvalidValue;
  if (const Status status = check_unsafe_call(); status != kSuccess) return status;
  void* made = std::aligned_alloc(4096, (bytes + 4095) / 4096 * 4096);
  if (made == nullptr) return kOutOfMemory;
  std::lock_guard<std::mutex> lock(host_mutex);
  host_allocations()[made] = bytes;
  *pointer = made;
  return kSuccess;
}

GRAFT_API cuMemAllocHost_v2(void** pointer, std::size_t bytes) {
  const ApiCall api_call("cuMemAllocHost_v2");
  GRAFT_REQUIRE_CONTEXT();
  return allocate_host(pointer, bytes);
}

GRAFT_API cuMemHostAlloc(void** pointer, std::size_t bytes, unsigned flags) {
  const ApiCall api_call("cuMemHostAlloc");
  GRAFT_REQUIRE_CONTEXT();
  if (flags > 7) return kInvalidValue;
  return allocate_host(pointer, bytes);
}

GRAFT_API cuMemFreeHost(void* pointer) {
  const ApiCall api_call("cuMemFreeHost");
  GRAFT_REQUIRE_CONTEXT();
  if (const Status status = check_unsafe_call(); status != kSuccess) return status;
  if (const Status status = drain(); status != kSuccess) return status;
  std::lock_guard<std::mutex> lock(host_mutex);
  if (host_allocations().erase(pointer) == 0) return kInvalidValue;
  std::free(pointer);
  return kSuccess;
}
