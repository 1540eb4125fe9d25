// The threads of one block as fibers of one CPU thread: they change over at barriers only, so shared memory and shuffles
// behave as on a GPU, one legal interleaving of many.
#pragma once

#include <cstdint>

#include "runtime.h"

namespace graft::soft {

// What the lanes of the running fiber's warp offer each other.
struct WarpSlots {
  std::uint64_t value[32];
};

// Runs `body` once a thread; `enter` sets the thread's index before a fiber goes on. Answers 0, or kLaunchFailed (719)
// where a barrier is not reached by all of its threads: an error, never a hang.
GRAFT_SHARED int run_block(unsigned threads, FunctionRef<void()> body, FunctionRef<void(unsigned thread)> enter);

GRAFT_SHARED void block_barrier();
GRAFT_SHARED void warp_barrier(unsigned mask);
GRAFT_SHARED WarpSlots& warp_slots();

}  // namespace graft::soft
