// A profiler as far as NVTX 3 knows one: says on standard output which ranges begin and end. NVTX_INJECTION64_PATH names it.
// Compiled with NVIDIA's header where there is one, so that it is a judge of our declarations of the same.
#if __has_include(<nvtx3/nvToolsExt.h>)
#include <nvtx3/nvToolsExt.h>
#else
#include "../../main/native/ranges/nvtx_injection.h"
using NvtxGetExportTableFunc_t = graft::nvtx::ExportTable;
using NvtxFunctionTable = graft::nvtx::Table;
using NvtxFunctionPointer = graft::nvtx::Function;
struct NvtxExportTableCallbacks {
  std::size_t struct_size;
  int (*GetModuleFunctionTable)(int, NvtxFunctionTable*, unsigned*);
};
constexpr unsigned NVTX_ETID_CALLBACKS = graft::nvtx::kCallbacks;
constexpr int NVTX_CB_MODULE_CORE = graft::nvtx::kCore;
constexpr unsigned NVTX_CBID_CORE_RangePushA = graft::nvtx::kRangePushA;
constexpr unsigned NVTX_CBID_CORE_RangePop = graft::nvtx::kRangePop;
#endif

#include <cstdio>

namespace {

int depth = 0;

int push(const char* name) {
  std::printf("begin %s\n", name);
  std::fflush(stdout);
  return depth++;
}

int pop() {
  std::printf("end\n");
  std::fflush(stdout);
  return --depth;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int InitializeInjectionNvtx2(NvtxGetExportTableFunc_t get_export_table) {
  const auto* callbacks = static_cast<const NvtxExportTableCallbacks*>(get_export_table(NVTX_ETID_CALLBACKS));
  NvtxFunctionTable table = nullptr;
  unsigned size = 0;
  if (callbacks == nullptr || !callbacks->GetModuleFunctionTable(NVTX_CB_MODULE_CORE, &table, &size)) return 0;
  if (size <= NVTX_CBID_CORE_RangePop) return 0;
  *table[NVTX_CBID_CORE_RangePushA] = reinterpret_cast<NvtxFunctionPointer>(push);
  *table[NVTX_CBID_CORE_RangePop] = reinterpret_cast<NvtxFunctionPointer>(pop);
  return 1;
}
