// The threads of one block as fibers of one CPU thread: they change over at barriers only, so shared memory and shuffles
// behave as on a GPU, one legal interleaving of many.
#pragma once

#include <cstddef>
#include <cstdint>

#include "runtime.h"

namespace graft::soft {

// What the lanes of the running fiber's warp offer each other.
struct WarpSlots {
  std::uint64_t value[32];
};

// What checking wants to know of a block, and to decide.
class BlockObserver {
 public:
  virtual ~BlockObserver() = default;
  virtual unsigned thread_at(unsigned turn) = 0;  // the order in which threads take turns
  virtual void block_barrier_passed() = 0;
  virtual void warp_barrier_passed(unsigned first_thread, unsigned mask) = 0;
};

// Runs `body` once a thread; `enter` sets the thread's index before a fiber goes on. Answers 0, or kLaunchFailed (719)
// where a barrier is not reached by all of its threads: an error, never a hang.
GRAFT_SHARED int run_block(unsigned threads, FunctionRef<void()> body, FunctionRef<void(unsigned thread)> enter, BlockObserver* observer = nullptr);

// Called from a thread of the block: ends the block, which answers the status. The thread does not go on.
[[noreturn]] GRAFT_SHARED void abandon_block(int status);

// Whether the addresses lie on a stack of the block that runs.
bool on_fiber_stack(std::uintptr_t address, std::size_t bytes);

GRAFT_SHARED void block_barrier();
GRAFT_SHARED void warp_barrier(unsigned mask);
GRAFT_SHARED WarpSlots& warp_slots();

}  // namespace graft::soft
