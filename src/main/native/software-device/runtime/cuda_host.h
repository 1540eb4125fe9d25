// CUDA C++ for g++: what a kernel's source needs to run on the CPU. Included before every .cu file by the generated
// registration source; nvcc never sees it.
//
// Kernels that loop by GRID_STRIDE or GRID_LANES run as one contiguous slice a core. Kernels that use thread indices themselves run one
// fiber a thread, so that barriers, shared memory and shuffles mean what they mean on a GPU (see fibers.h).
//
// A checked build (GRAFT_CHECKED) runs both thread by thread, in the form that a GPU runs, and sees every access of a kernel
// (see check/launch.h); what is marked GRAFT_UNSEEN is the device's own work, and is not looked at.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <utility>

#include "fibers.h"
#include "kernels.h"
#include "runtime.h"
#ifdef GRAFT_CHECKED
#include "check/launch.h"
#endif

#define __device__
#define __host__
#define __forceinline__ inline __attribute__((always_inline))
#define __global__
#ifdef GRAFT_CHECKED
// One thread runs all kernels there: what would be a core's own can have one address, in a section whose ends are known.
#define GRAFT_CORES_OWN
#define GRAFT_UNSEEN __attribute__((no_sanitize("thread", "alignment", "bounds")))
#define __shared__ static __attribute__((section("graft_shared")))
#else
// Tells the headers of kernels to loop by slices.
#define GRAFT_SLICED
#define GRAFT_CORES_OWN thread_local
#define GRAFT_UNSEEN
#define __shared__ static thread_local
#endif
#define __constant__ static
#define __launch_bounds__(...)
#define __restrict__ __restrict

namespace graft::soft {

// Which part of its loop this call of a GRID_STRIDE or GRID_LANES kernel runs.
struct Slice {
  std::int64_t index = 0, count = 1;
};
inline thread_local Slice current_slice;

}  // namespace graft::soft

inline GRAFT_CORES_OWN graft::soft::Dim3 threadIdx, blockIdx, blockDim, gridDim;
constexpr int warpSize = 32;

#define GRAFT_VECTOR2(name, element) struct alignas(2 * sizeof(element)) name { element x, y; };
#define GRAFT_VECTOR4(name, element) struct alignas(4 * sizeof(element)) name { element x, y, z, w; };
GRAFT_VECTOR2(float2, float)
GRAFT_VECTOR4(float4, float)
GRAFT_VECTOR2(int2, int)
GRAFT_VECTOR4(int4, int)
GRAFT_VECTOR4(uchar4, unsigned char)
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline int2 make_int2(int x, int y) { return {x, y}; }
inline int4 make_int4(int x, int y, int z, int w) { return {x, y, z, w}; }

#ifdef GRAFT_CHECKED
inline void __syncthreads() { graft::soft::check::block_barrier(); }
#else
inline void __syncthreads() { graft::soft::block_barrier(); }
#endif
inline void __syncwarp(unsigned mask = 0xffffffffu) { graft::soft::warp_barrier(mask); }
inline void __threadfence() {}
inline void __threadfence_block() {}

namespace graft::soft {

GRAFT_UNSEEN inline int lane() { return static_cast<int>(threadIdx.x + blockDim.x * (threadIdx.y + blockDim.y * threadIdx.z)) % 32; }

// Every lane of the mask offers a value and takes another lane's.
template <class T>
GRAFT_UNSEEN T exchange(unsigned mask, T value, int source) {
  static_assert(sizeof(T) <= 8, "shuffles move 4 or 8 bytes");
  WarpSlots& slots = warp_slots();
  std::memcpy(&slots.value[lane()], &value, sizeof(T));
  warp_barrier(mask);
  T taken;
  std::memcpy(&taken, &slots.value[source], sizeof(T));
  warp_barrier(mask);
  return taken;
}

}  // namespace graft::soft

template <class T>
T __shfl_sync(unsigned mask, T value, int source, int width = 32) {
  const int lane = graft::soft::lane();
  return graft::soft::exchange(mask, value, lane / width * width + (source & (width - 1)));
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  const int lane = graft::soft::lane();
  const int source = lane + static_cast<int>(delta);
  return graft::soft::exchange(mask, value, source / width == lane / width ? source : lane);
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = 32) {
  const int lane = graft::soft::lane();
  const int source = lane - static_cast<int>(delta);
  return graft::soft::exchange(mask, value, source >= lane / width * width ? source : lane);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32) {
  const int lane = graft::soft::lane();
  const int source = lane ^ bits;
  return graft::soft::exchange(mask, value, source / width <= lane / width ? source : lane);
}
inline unsigned __ballot_sync(unsigned mask, int predicate) {
  unsigned votes = 0;
  for (int lane = 0; lane < 32; lane++)
    if ((mask >> lane) & 1) votes |= static_cast<unsigned>(graft::soft::exchange(mask, predicate != 0 ? 1 : 0, lane)) << lane;
  return votes;
}

// Slices of one kernel run on several cores, so these are atomic between them.
template <class T>
GRAFT_UNSEEN T atomicAdd(T* address, T value) {
#ifdef GRAFT_CHECKED
  graft::soft::check::access(graft::soft::check::Kind::kAtomic, address, sizeof(T));
#endif
  if constexpr (std::is_integral_v<T>) {
    return __atomic_fetch_add(address, value, __ATOMIC_RELAXED);
  } else {
    T old, sum;
    __atomic_load(address, &old, __ATOMIC_RELAXED);
    do {
      sum = old + value;
    } while (!__atomic_compare_exchange(address, &old, &sum, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED));
    return old;
  }
}

inline float __expf(float x) { return std::exp(x); }
inline float __logf(float x) { return std::log(x); }
inline float __fdividef(float x, float y) { return x / y; }
// Their promise is that nothing is fused with them; without the barrier g++ would, where the processor has FMA.
inline float __fmul_rn(float x, float y) {
  float product = x * y;
  asm("" : "+x"(product));
  return product;
}
inline float __fadd_rn(float x, float y) { return x + y; }
inline float __fdiv_rn(float x, float y) { return x / y; }
inline float rsqrtf(float x) { return 1.0f / std::sqrt(x); }
inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<unsigned>((std::uint64_t{a} * b) >> 32); }
inline int min(int a, int b) { return a < b ? a : b; }
inline int max(int a, int b) { return a > b ? a : b; }

namespace graft::soft {

template <class... Parameters>
struct KernelTraits {
  static constexpr int kCount = sizeof...(Parameters);
  // One more than there are, so that a kernel without parameters has an array too.
  static constexpr std::size_t kBytes[kCount + 1] = {sizeof(Parameters)..., 0};
  static constexpr bool kPointer[kCount + 1] = {std::is_pointer_v<Parameters>..., false};

  template <std::size_t... I>
  GRAFT_UNSEEN static void call(void (*kernel)(Parameters...), void* const* arguments, std::index_sequence<I...>) {
    kernel(*static_cast<std::remove_cv_t<Parameters>*>(arguments[I])...);
  }
  GRAFT_UNSEEN static void call(void (*kernel)(Parameters...), void* const* arguments) { call(kernel, arguments, std::index_sequence_for<Parameters...>()); }
};

#ifdef GRAFT_CHECKED

}  // namespace graft::soft

#include "check/registered.h"

#else

// From here on a second core pays for waking it.
constexpr std::int64_t kSliceGrain = 8192;

template <auto kKernel>
struct Registered;

template <class... Parameters, void (*kKernel)(Parameters...)>
struct Registered<kKernel> {
  using Traits = KernelTraits<Parameters...>;

  static int run_sliced(void* const* arguments, const LaunchDimensions& dimensions) {
    const std::int64_t launched = std::int64_t{dimensions.grid[0]} * dimensions.block[0];
    return run_slices(arguments, std::max<std::int64_t>(1, std::min<std::int64_t>(threads(), launched / kSliceGrain)));
  }

  // A block of these goes through many items.
  static int run_lanes(void* const* arguments, const LaunchDimensions& dimensions) {
    return run_slices(arguments, std::min<std::int64_t>(threads(), dimensions.grid[0]));
  }

  static int run_slices(void* const* arguments, std::int64_t slices) {
    parallel_for(slices, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t slice = begin; slice < end; slice++) {
        current_slice = {slice, slices};
        Traits::call(kKernel, arguments);
      }
    });
    return 0;
  }

  static int run_threads(void* const* arguments, const LaunchDimensions& dimensions) {
    blockDim = {dimensions.block[0], dimensions.block[1], dimensions.block[2]};
    gridDim = {dimensions.grid[0], dimensions.grid[1], dimensions.grid[2]};
    auto body = [&] { Traits::call(kKernel, arguments); };
    auto enter = [&](unsigned thread) {
      threadIdx = {thread % blockDim.x, thread / blockDim.x % blockDim.y, thread / blockDim.x / blockDim.y};
    };
    for (unsigned z = 0; z < gridDim.z; z++)
      for (unsigned y = 0; y < gridDim.y; y++)
        for (unsigned x = 0; x < gridDim.x; x++) {
          blockIdx = {x, y, z};
          if (const int status = run_block(blockDim.x * blockDim.y * blockDim.z, body, enter); status != 0) return status;
        }
    return 0;
  }
};

#define GRAFT_LANES_ENTRY(kernel)                                                                                      \
  {#kernel, graft::soft::Registered<&kernel>::Traits::kCount, graft::soft::Registered<&kernel>::Traits::kBytes,         \
   graft::soft::Registered<&kernel>::Traits::kPointer, &graft::soft::Registered<&kernel>::run_lanes}
#define GRAFT_SLICED_ENTRY(kernel)                                                                                     \
  {#kernel, graft::soft::Registered<&kernel>::Traits::kCount, graft::soft::Registered<&kernel>::Traits::kBytes,         \
   graft::soft::Registered<&kernel>::Traits::kPointer, &graft::soft::Registered<&kernel>::run_sliced}
#define GRAFT_THREADED_ENTRY(kernel)                                                                                   \
  {#kernel, graft::soft::Registered<&kernel>::Traits::kCount, graft::soft::Registered<&kernel>::Traits::kBytes,         \
   graft::soft::Registered<&kernel>::Traits::kPointer, &graft::soft::Registered<&kernel>::run_threads}

}  // namespace graft::soft

#endif
