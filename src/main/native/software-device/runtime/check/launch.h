// A kernel's run in checking mode: one thread after the other, in another order each time, with an eye on every access. The
// kernel must come from a checked build, whose loads and stores call `access`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../kernels.h"
#include "../runtime.h"
#include "race.h"

namespace graft::soft::check {

// A range of addresses; empty where begin == end.
struct Range {
  std::uintptr_t begin, end;
  bool holds(std::uintptr_t address, std::size_t bytes) const { return address >= begin && address + bytes <= end; }
};

// What a checked library of kernels tells about itself.
struct Image {
  Dim3 *thread, *block, *block_size, *grid_size;  // threadIdx, blockIdx, blockDim, gridDim
  Range shared;                                    // its __shared__ variables
  Range all;                                       // all it is made of, its constants among it
};

// Runs `body` once a thread; a kernel without barriers needs no fiber for each of them. Answers 0 or the status of a launch
// that failed: 700 for an illegal address, 716 for a misaligned one, 719 for a race, an undefined value or a barrier that
// not all threads reach. What was found is then on standard error.
GRAFT_SHARED Status run_kernel(const char* name, const LaunchDimensions& dimensions, const Image& image, bool barriers, FunctionRef<void()> body);

// __syncthreads, which a kernel without barriers must not call.
GRAFT_SHARED void block_barrier();

// Called by the checked build before each access of a kernel. Does not come back from one that is a fault.
GRAFT_SHARED void access(Kind kind, const void* address, std::size_t bytes);
GRAFT_SHARED void misaligned(const void* address, std::size_t alignment, const char* file, unsigned line);
GRAFT_SHARED void index_out_of_bounds(std::int64_t index, const char* file, unsigned line);

}  // namespace graft::soft::check
