#include "report.h"

#include <cstdio>
#include <mutex>

#include "../../../main/native/software-device/runtime/status.h"
#include "driver.h"

namespace graft::threads {

using namespace graft::soft;

namespace {

std::mutex mutex;
std::uint64_t schedule_seed = 0;
const char* schedule_kind = "";

std::string name_of(int status) {
  const char* name = nullptr;
  return cuGetErrorName(status, &name) == kSuccess ? name : std::to_string(status);
}

void count(int status) {
  counts().calls.fetch_add(1, std::memory_order_relaxed);
  if (status != kSuccess) counts().refused.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

Counts& counts() {
  static Counts all;
  return all;
}

void set_schedule(std::uint64_t seed, const char* kind) {
  std::lock_guard<std::mutex> lock(mutex);
  schedule_seed = seed;
  schedule_kind = kind;
}

void fail(const std::string& what) {
  // The first few tell enough.
  if (counts().failures.fetch_add(1) >= 20) return;
  std::lock_guard<std::mutex> lock(mutex);
  std::fprintf(stderr, "graft: %s schedule %llu: %s\n", schedule_kind, static_cast<unsigned long long>(schedule_seed), what.c_str());
}

bool done(const char* call, int status) {
  count(status);
  switch (status) {
    case kSuccess:
      return true;
    case kOutOfMemory:
    case kCaptureUnsupported:
    case kCaptureInvalidated:
    case kCaptureImplicit:
      return false;
    default:
      fail(std::string(call) + " answers " + name_of(status));
      return false;
  }
}

bool survived(const char* call, int status) {
  count(status);
  switch (status) {
    case kNotInitialized:
    case kInvalidDevice:
    case kInvalidImage:
    case kNotFound:
    case kLaunchFailed:
    case kNotSupported:
      fail(std::string(call) + " answers " + name_of(status));
      break;
    default:
      break;
  }
  return status == kSuccess;
}

void refused(const char* call, int status, int expected) {
  count(status);
  if (status != expected) fail(std::string(call) + " answers " + name_of(status) + " instead of " + name_of(expected));
}

}  // namespace graft::threads
