#include "operands.h"

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "../status.h"
#include "arena.h"
#include "mode.h"
#include "shadow.h"

namespace graft::soft::check {

namespace {

constexpr int kPoison = 0xff;  // a float or a double of such bytes is NaN
// How much of a guard zone, next to the allocation, is looked at after each operation.
constexpr std::size_t kWatched = 512;

std::uintptr_t number_of(const void* address) { return reinterpret_cast<std::uintptr_t>(address); }

// Where a watched zone was written, counted from its begin; kWatched where it was not.
std::size_t first_written(std::uintptr_t zone) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(zone);
  for (std::size_t i = 0; i < kWatched; i++)
    if (bytes[i] != kPoison) return i;
  return kWatched;
}

Status check_guards(const char* name, const Extent& extent) {
  for (const std::uintptr_t zone : {extent.base - kWatched, extent.base + extent.bytes}) {
    const std::size_t at = first_written(zone);
    if (at == kWatched) continue;
    std::fprintf(stderr, "graft: check: %s wrote %s: illegal address\n", name, place(zone + at).c_str());
    return kIllegalAddress;
  }
  return kSuccess;
}

bool wanted(const Operation& operation) { return mode().memory && !operation.tracks_memory; }

}  // namespace

void poison(void* address, std::size_t bytes) {
  if (mode().memory) std::memset(static_cast<char*>(address) - kWatched, kPoison, bytes + 2 * kWatched);
}

void uploaded(const void* to, std::size_t bytes) {
  if (mode().memory) device_shadow().set_defined(number_of(to), bytes);
}

void copied(const void* to, const void* from, std::size_t bytes) {
  if (mode().memory) device_shadow().copy_defined(number_of(to), number_of(from), bytes);
}

void report_dead(const Operation& operation, const Operand& operand) {
  if (!mode().any()) return;
  std::fprintf(stderr, "graft: check: %s is given %zu bytes at %s: illegal address\n", operation.name, operand.bytes, place(number_of(operand.address)).c_str());
}

Status before(const Operation& operation) {
  if (!wanted(operation)) return kSuccess;
  for (const Operand& operand : operation.operands) {
    if (operand.written) continue;
    const std::size_t at = device_shadow().first_undefined(number_of(operand.address), operand.bytes);
    if (at == operand.bytes) continue;
    std::fprintf(stderr, "graft: check: %s reads %s, which nothing has written: undefined value\n", operation.name, place(number_of(operand.address) + at).c_str());
    return kLaunchFailed;
  }
  return kSuccess;
}

Status after(const Operation& operation) {
  if (!wanted(operation)) return kSuccess;
  for (const Operand& operand : operation.operands) {
    if (!operand.written || operand.bytes == 0) continue;
    device_shadow().set_defined(number_of(operand.address), operand.bytes);
    if (const Status status = check_guards(operation.name, *extent_near(number_of(operand.address))); status != kSuccess) return status;
  }
  return kSuccess;
}

}  // namespace graft::soft::check
