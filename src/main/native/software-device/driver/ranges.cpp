// NVTX's ranges: what libnvToolsExt.so.1 offers beside a GPU. They appear in traces.
#include "../runtime/runtime.h"
#include "../runtime/trace.h"

extern "C" GRAFT_SHARED int nvtxRangePushA(const char* name) { return graft::soft::push_range(name == nullptr ? "" : name); }

extern "C" GRAFT_SHARED int nvtxRangePop() { return graft::soft::pop_range(); }
