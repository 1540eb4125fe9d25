// How a checked build registers its kernels; the last part of cuda_host.h.
#pragma once

#include "launch.h"

// The linker knows where the library and its shared variables lie; weak, because there may be none.
extern "C" {
extern char __start_graft_shared[] __attribute__((weak, visibility("hidden")));
extern char __stop_graft_shared[] __attribute__((weak, visibility("hidden")));
extern char __ehdr_start[] __attribute__((visibility("hidden")));
extern char _end[] __attribute__((visibility("hidden")));
}

namespace graft::soft {

inline check::Range range(const void* begin, const void* end) { return {reinterpret_cast<std::uintptr_t>(begin), reinterpret_cast<std::uintptr_t>(end)}; }

template <auto kKernel>
struct Registered;

template <class... Parameters, void (*kKernel)(Parameters...)>
struct Registered<kKernel> {
  using Traits = KernelTraits<Parameters...>;

  static int run_checked(const char* name, void* const* arguments, const LaunchDimensions& dimensions, bool barriers) {
    const check::Image image = {&threadIdx, &blockIdx, &blockDim, &gridDim, range(__start_graft_shared, __stop_graft_shared), range(__ehdr_start, _end)};
    return check::run_kernel(name, dimensions, image, barriers, [arguments]() GRAFT_UNSEEN { Traits::call(kKernel, arguments); });
  }
};

}  // namespace graft::soft

#define GRAFT_ENTRY(kernel, barriers)                                                                                            \
  {#kernel, graft::soft::Registered<&kernel>::Traits::kCount, graft::soft::Registered<&kernel>::Traits::kBytes,                   \
   graft::soft::Registered<&kernel>::Traits::kPointer,                                                                           \
   [](void* const* arguments, const graft::soft::LaunchDimensions& dimensions) {                                                 \
     return graft::soft::Registered<&kernel>::run_checked(#kernel, arguments, dimensions, barriers);                             \
   }}
#define GRAFT_SLICED_ENTRY(kernel) GRAFT_ENTRY(kernel, false)
#define GRAFT_LANES_ENTRY(kernel) GRAFT_ENTRY(kernel, false)
#define GRAFT_THREADED_ENTRY(kernel) GRAFT_ENTRY(kernel, true)
