// Two accesses to one address, one of them a write, by threads that no barrier separates.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ordering.h"
#include "shadow.h"

namespace graft::soft::check {

enum class Kind { kRead, kWrite, kAtomic };

// One thread's access to the bytes of one word, packed into 64 bits.
struct Access {
  std::uint32_t block;   // a serial number, new for every block that runs; from 1
  unsigned thread;       // within the block, below 1024
  std::uint32_t clock;   // barriers passed, below 2^17
  unsigned bytes;        // of the word, a bit each
  bool atomic;

  std::uint64_t pack() const {
    return std::uint64_t{block} << 32 | std::uint64_t{thread} << 22 | std::uint64_t{clock & 0x1ffff} << 5 | std::uint64_t{bytes} << 1 | (atomic ? 1 : 0);
  }
  static Access unpack(std::uint64_t packed) {
    return {static_cast<std::uint32_t>(packed >> 32), static_cast<unsigned>(packed >> 22) & 1023, static_cast<std::uint32_t>(packed >> 5) & 0x1ffff,
            static_cast<unsigned>(packed >> 1) & 15, (packed & 1) != 0};
  }
};

struct Race {
  Access other;
  bool other_wrote;
  std::uintptr_t word;
};

// Finds races among the accesses of one launch.
class RaceDetector {
 public:
  // A launch begins, then each of its blocks.
  void begin_launch() { first_of_launch_ = block_ + 1; }
  void begin_block(unsigned threads) {
    block_++;
    ordering_.restart(threads);
  }
  Ordering& ordering() { return ordering_; }

  // Counts a block's serial number from the launch's first.
  std::uint32_t turn_of(const Access& access) const { return access.block - first_of_launch_; }

  // Notes an access and answers whether it races with an earlier one, which `race` then describes. Shared memory is a new one
  // in each block.
  bool note(Shadow& shadow, bool shared, unsigned thread, Kind kind, std::uintptr_t address, std::size_t bytes, Race* race);

 private:
  std::uint32_t block_ = 0, first_of_launch_ = 1;
  Ordering ordering_;
  // A launch that touches parts of words makes the accesses of all planes be looked at, from then on.
  std::uint32_t last_part_ = 0;

  bool note_word(Shadow& shadow, std::uint32_t oldest, const Access& now, Kind kind, std::uintptr_t word, Race* race);
  bool conflicts(std::uint64_t packed, std::uint32_t oldest, const Access& now) const;
  void keep_read(Cell& cell, std::uint32_t oldest, const Access& now) const;
};

}  // namespace graft::soft::check
