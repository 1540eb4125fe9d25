// Which accesses of a block's threads come after which, by its barriers: a vector clock a thread. Only lanes of one warp can
// learn of each other without the rest of the block, so a thread keeps a clock for each lane of its own warp and one clock
// for each thread of the block at its last barrier.
#pragma once

#include <cstdint>
#include <vector>

namespace graft::soft::check {

class Ordering {
 public:
  // A block of so many threads begins: nothing comes before anything.
  void restart(unsigned threads);

  // How many barriers the thread has passed.
  std::uint32_t clock(unsigned thread) const { return clocks_[thread]; }

  // Whether what `earlier` did at a clock comes before what `later` does now.
  bool before(unsigned earlier, std::uint32_t clock, unsigned later) const {
    if (earlier == later) return true;
    if (earlier / 32 == later / 32) return known_[later * 32 + earlier % 32] > clock;
    return at_barrier_[earlier] > clock;
  }

  // Every thread has reached a barrier of the block, or those of a mask one of the warp that begins with thread `first`.
  void pass_block_barrier();
  void pass_warp_barrier(unsigned first, unsigned mask);

 private:
  unsigned threads_ = 0;
  bool passed_ = false;                    // a barrier, since the start
  std::vector<std::uint32_t> clocks_;      // [threads]
  std::vector<std::uint32_t> at_barrier_;  // [threads] just after the block's last barrier
  std::vector<std::uint32_t> known_;       // [threads, 32]: before which clock of a lane of its warp all has happened
};

}  // namespace graft::soft::check
