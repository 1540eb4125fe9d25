// The binary interface between NVTX 3 and a profiler. NVIDIA's NVTX 3 is a header that a program compiles in; a profiler names
// its library in NVTX_INJECTION64_PATH, NVTX opens it and calls its InitializeInjectionNvtx2, which asks for tables of pointers
// and puts its own functions there. Declared anew, so that a build needs no CUDA toolkit; the tests' profiler is compiled with
// NVIDIA's header where there is one, and so shows that the two agree.
//
// Source: nvtx3/nvtxDetail/nvtxTypes.h and nvtxInit.h of CUDA 13.0 (NvtxExportTableCallbacks, NvtxExportTableVersionInfo,
// NvtxCallbackModule, NvtxCallbackIdCore, "NVTX_LOAD_SEQUENCE_VERSION").
#pragma once
#include <cstddef>
#include <cstdint>

namespace graft::nvtx {

inline constexpr char kInitialize[] = "InitializeInjectionNvtx2";

// Which table a profiler asks NVTX for.
inline constexpr std::uint32_t kCallbacks = 1;
inline constexpr std::uint32_t kVersionInfo = 3;

// The modules of functions, and how many slots each has, the first of them empty.
enum Module { kCore = 1, kCuda = 2, kOpenCl = 3, kCudaRuntime = 4, kCore2 = 5, kSync = 6, kModules };
inline constexpr unsigned kSlots[kModules] = {0, 16, 9, 15, 7, 16, 7};
inline constexpr unsigned kMostSlots = 16;

// Slots of the module kCore.
inline constexpr unsigned kRangePushA = 9;  // int (const char*)
inline constexpr unsigned kRangePop = 11;   // int ()

using Function = void (*)();
using Table = Function**;

struct Callbacks {
  std::size_t bytes;
  int (*function_table)(int module, Table* table, unsigned* slots);
};

struct VersionInfo {
  std::size_t bytes;
  std::uint32_t version;
  std::uint32_t reserved;
  void (*set_injection_version)(std::uint32_t);
};

using ExportTable = const void* (*)(std::uint32_t);
using Initialize = int (*)(ExportTable);

}  // namespace graft::nvtx
