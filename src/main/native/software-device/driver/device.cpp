// Initialisation, and the one device.
#include "../runtime/check/mode.h"
#include "../runtime/planted.h"
#include "../runtime/settings.h"
#include "../runtime/stack.h"
#include "api.h"

#include <atomic>
#include <cstdio>
#include <cstring>
#include <map>
#include <string>

using namespace graft::soft;

namespace graft::soft {

namespace {

std::atomic<bool> initialised_flag{false};

}  // namespace

bool initialised() { return initialised_flag; }

}  // namespace graft::soft

GRAFT_API cuInit(unsigned flags) {
  const ApiCall api_call("cuInit");
  if (flags != 0) return kInvalidValue;
  for (const std::string& error : {settings().error, stack_error(), check::mode_error(), planted_error()}) {
    if (error.empty()) continue;
    std::fprintf(stderr, "graft: %s\n", error.c_str());
    return kInvalidValue;
  }
  if (const Status planted = planted_status("cuInit"); planted != kSuccess) return planted;
  initialised_flag = true;
  return kSuccess;
}

GRAFT_API cuDriverGetVersion(int* version) {
  const ApiCall api_call("cuDriverGetVersion");
  if (version == nullptr) return kInvalidValue;
  // A driver knows the CUDA of the libraries beside it.
  *version = is_later_stack(nullptr) ? 12060 : 11080;
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
