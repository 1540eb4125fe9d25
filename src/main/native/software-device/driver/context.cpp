// Initialisation, the one device, and contexts.
#include "../runtime/check/mode.h"
#include "api.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

using namespace graft::soft;

namespace graft::soft {

namespace {

struct Context {
  unsigned flags = 0;
  bool primary = false;
};

bool initialised_flag = false;
thread_local std::vector<Context*> context_stack;

HandleSet<Context>& contexts() {
  static auto* set = new HandleSet<Context>();
  return *set;
}

Context* primary_context = nullptr;
int primary_references = 0;
std::mutex primary_mutex;

Context* current_context() { return context_stack.empty() ? nullptr : context_stack.back(); }

// GRAFT_FAULTS=context: a fault ends with its context, so that one process can go through many. CUDA wants a new process.
bool faults_end_with_their_context() {
  static const char* setting = std::getenv("GRAFT_FAULTS");
  return setting != nullptr && std::strcmp(setting, "context") == 0;
}

// What a context owned goes with it: its memory, streams and events. A fault stays.
void tear_down(const Context* context) {
  wait_for(last_ticket());
  free_streams_of_context(context);
  free_memory_of_context(context);
  if (faults_end_with_their_context()) clear_sticky_error();
}

}  // namespace

bool initialised() { return initialised_flag; }

const void* current_context_key() { return current_context(); }

bool context_is_current() {
  Context* context = current_context();
  return context != nullptr && contexts().contains(context);
}

Status require_context() {
  if (!initialised_flag) return kNotInitialized;
  Context* context = current_context();
  if (context == nullptr) return kInvalidContext;
  if (!contexts().contains(context)) return kContextIsDestroyed;
  return sticky_error();
}

Status drain() {
  wait_for(last_ticket());
  return sticky_error();
}

}  // namespace graft::soft

#define GRAFT_REQUIRE_INIT() \
  if (!initialised()) return kNotInitialized

GRAFT_API cuInit(unsigned flags) {
  const ApiCall api_call("cuInit");
  if (flags != 0) return kInvalidValue;
  if (!check::mode_error().empty()) {
    std::fprintf(stderr, "graft: %s\n", check::mode_error().c_str());
    return kInvalidValue;
  }
  initialised_flag = true;
  return kSuccess;
}

GRAFT_API cuDriverGetVersion(int* version) {
  const ApiCall api_call("cuDriverGetVersion");
  if (version == nullptr) return kInvalidValue;
  *version = 11080;
  return kSuccess;
}

GRAFT_API cuDeviceGetCount(int* count) {
  const ApiCall api_call("cuDeviceGetCount");
  GRAFT_REQUIRE_INIT();
  if (count == nullptr) return kInvalidValue;
  *count = 1;
  return kSuccess;
}

GRAFT_API cuDeviceGet(int* device, int ordinal) {
  const ApiCall api_call("cuDeviceGet");
  GRAFT_REQUIRE_INIT();
  if (device == nullptr) return kInvalidValue;
  if (ordinal != 0) return kInvalidDevice;
  *device = 0;
  return kSuccess;
}

GRAFT_API cuDeviceGetName(char* name, int length, int device) {
  const ApiCall api_call("cuDeviceGetName");
  GRAFT_REQUIRE_INIT();
  if (name == nullptr || length <= 0) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  std::strncpy(name, "Graft software device", static_cast<std::size_t>(length) - 1);
  name[length - 1] = 0;
  return kSuccess;
}

GRAFT_API cuDeviceTotalMem_v2(std::size_t* bytes, int device) {
  const ApiCall api_call("cuDeviceTotalMem_v2");
  GRAFT_REQUIRE_INIT();
  if (bytes == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  *bytes = device_memory_total();
  return kSuccess;
}

GRAFT_API cuDeviceComputeCapability(int* major, int* minor, int device) {
  const ApiCall api_call("cuDeviceComputeCapability");
  GRAFT_REQUIRE_INIT();
  if (major == nullptr || minor == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  *major = 7;
  *minor = 5;
  return kSuccess;
}

GRAFT_API cuDeviceGetUuid(char* uuid, int device) {
  const ApiCall api_call("cuDeviceGetUuid");
  GRAFT_REQUIRE_INIT();
  if (uuid == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  std::memcpy(uuid, "graft-software-0", 16);
  return kSuccess;
}

// The limits of compute capability 7.5 (CUDA C++ Programming Guide, "Features and Technical Specifications").
GRAFT_API cuDeviceGetAttribute(int* value, int attribute, int device) {
  const ApiCall api_call("cuDeviceGetAttribute");
  GRAFT_REQUIRE_INIT();
  if (value == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  static const std::map<int, int> kAttributes = {
      {1, 1024},        // MAX_THREADS_PER_BLOCK
      {2, 1024},        // MAX_BLOCK_DIM_X
      {3, 1024},        // MAX_BLOCK_DIM_Y
      {4, 64},          // MAX_BLOCK_DIM_Z
      {5, 2147483647},  // MAX_GRID_DIM_X
      {6, 65535},       // MAX_GRID_DIM_Y
      {7, 65535},       // MAX_GRID_DIM_Z
      {8, 49152},       // MAX_SHARED_MEMORY_PER_BLOCK
      {9, 65536},       // TOTAL_CONSTANT_MEMORY
      {10, 32},         // WARP_SIZE
      {12, 65536},      // MAX_REGISTERS_PER_BLOCK
      {13, 1000000},    // CLOCK_RATE, kHz
      {14, 512},        // TEXTURE_ALIGNMENT
      {15, 1},          // GPU_OVERLAP
      {17, 0},          // KERNEL_EXEC_TIMEOUT
      {18, 1},          // INTEGRATED
      {19, 1},          // CAN_MAP_HOST_MEMORY
      {20, 0},          // COMPUTE_MODE default
      {31, 1},          // CONCURRENT_KERNELS
      {32, 0},          // ECC_ENABLED
      {36, 1000000},    // MEMORY_CLOCK_RATE, kHz
      {37, 64},         // GLOBAL_MEMORY_BUS_WIDTH
      {38, 0},          // L2_CACHE_SIZE
      {39, 1024},       // MAX_THREADS_PER_MULTIPROCESSOR
      {40, 1},          // ASYNC_ENGINE_COUNT
      {41, 1},          // UNIFIED_ADDRESSING
      {75, 7},          // COMPUTE_CAPABILITY_MAJOR
      {76, 5},          // COMPUTE_CAPABILITY_MINOR
      {81, 65536},      // MAX_SHARED_MEMORY_PER_MULTIPROCESSOR
      {82, 65536},      // MAX_REGISTERS_PER_MULTIPROCESSOR
      {83, 0},          // MANAGED_MEMORY
      {97, 65536},      // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
  };
  if (attribute == 16) {  // MULTIPROCESSOR_COUNT
    *value = threads();
    return kSuccess;
  }
  const auto found = kAttributes.find(attribute);
  if (found != kAttributes.end()) {
    *value = found->second;
    return kSuccess;
  }
  if (attribute < 1 || attribute > 120) return kInvalidValue;
  *value = 0;
  return kSuccess;
}

static int create_context(void** context, unsigned flags, int device, bool primary) {
  if (context == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  auto* made = new Context{flags, primary};
  contexts().insert(made);
  *context = made;
  return kSuccess;
}

GRAFT_API cuCtxCreate_v2(void** context, unsigned flags, int device) {
  const ApiCall api_call("cuCtxCreate_v2");
  GRAFT_REQUIRE_INIT();
  if (sticky_error() != kSuccess) return sticky_error();
  const int status = create_context(context, flags, device, false);
  if (status == kSuccess) context_stack.push_back(static_cast<Context*>(*context));
  return status;
}

GRAFT_API cuCtxDestroy_v2(void* context) {
  const ApiCall api_call("cuCtxDestroy_v2");
  GRAFT_REQUIRE_INIT();
  auto* known = static_cast<Context*>(context);
  if (known == nullptr) return kInvalidValue;
  if (!contexts().erase(known)) return kInvalidContext;
  tear_down(known);
  if (current_context() == known) context_stack.pop_back();
  delete known;
  return kSuccess;
}

GRAFT_API cuCtxGetCurrent(void** context) {
  const ApiCall api_call("cuCtxGetCurrent");
  GRAFT_REQUIRE_INIT();
  if (context == nullptr) return kInvalidValue;
  *context = current_context();
  return kSuccess;
}

GRAFT_API cuCtxSetCurrent(void* context) {
  const ApiCall api_call("cuCtxSetCurrent");
  GRAFT_REQUIRE_INIT();
  auto* known = static_cast<Context*>(context);
  if (known != nullptr && !contexts().contains(known)) return kInvalidContext;
  if (!context_stack.empty()) context_stack.pop_back();
  if (known != nullptr) context_stack.push_back(known);
  return kSuccess;
}

GRAFT_API cuCtxPushCurrent_v2(void* context) {
  const ApiCall api_call("cuCtxPushCurrent_v2");
  GRAFT_REQUIRE_INIT();
  auto* known = static_cast<Context*>(context);
  if (known == nullptr) return kInvalidValue;
  if (!contexts().contains(known)) return kInvalidContext;
  context_stack.push_back(known);
  return kSuccess;
}

GRAFT_API cuCtxPopCurrent_v2(void** context) {
  const ApiCall api_call("cuCtxPopCurrent_v2");
  GRAFT_REQUIRE_INIT();
  if (context_stack.empty()) return kInvalidContext;
  if (context != nullptr) *context = context_stack.back();
  context_stack.pop_back();
  return kSuccess;
}

GRAFT_API cuCtxGetDevice(int* device) {
  const ApiCall api_call("cuCtxGetDevice");
  GRAFT_REQUIRE_CONTEXT();
  if (device == nullptr) return kInvalidValue;
  *device = 0;
  return kSuccess;
}

GRAFT_API cuCtxSynchronize() {
  const ApiCall api_call("cuCtxSynchronize");
  GRAFT_REQUIRE_CONTEXT();
  if (const Status status = check_context_synchronising(); status != kSuccess) return status;
  return drain();
}

GRAFT_API cuDevicePrimaryCtxRetain(void** context, int device) {
  const ApiCall api_call("cuDevicePrimaryCtxRetain");
  GRAFT_REQUIRE_INIT();
  if (context == nullptr) return kInvalidValue;
  if (device != 0) return kInvalidDevice;
  std::lock_guard<std::mutex> lock(primary_mutex);
  if (primary_references == 0) {
    void* made;
    if (const int status = create_context(&made, 0, device, true); status != kSuccess) return status;
    primary_context = static_cast<Context*>(made);
  }
  primary_references++;
  *context = primary_context;
  return kSuccess;
}

GRAFT_API cuDevicePrimaryCtxRelease_v2(int device) {
  const ApiCall api_call("cuDevicePrimaryCtxRelease_v2");
  GRAFT_REQUIRE_INIT();
  if (device != 0) return kInvalidDevice;
  std::lock_guard<std::mutex> lock(primary_mutex);
  if (primary_references == 0) return kInvalidContext;
  if (--primary_references == 0) {
    contexts().erase(primary_context);
    tear_down(primary_context);
    delete primary_context;
    primary_context = nullptr;
  }
  return kSuccess;
}

GRAFT_API cuProfilerStart() {
  const ApiCall api_call("cuProfilerStart");
  GRAFT_REQUIRE_CONTEXT();
  return kSuccess;
}

GRAFT_API cuProfilerStop() {
  const ApiCall api_call("cuProfilerStop");
  GRAFT_REQUIRE_CONTEXT();
  return kSuccess;
}
