#include "race.h"

#include <algorithm>

namespace graft::soft::check {

bool RaceDetector::note(Shadow& shadow, bool shared, unsigned thread, Kind kind, std::uintptr_t address, std::size_t bytes, Race* race) {
  const std::uint32_t oldest = shared ? block_ : first_of_launch_;
  Access now{block_, thread, ordering_.clock(thread), 0, kind == Kind::kAtomic};
  for (std::uintptr_t at = address, end = address + bytes; at < end;) {
    const std::uintptr_t word = at / kWord * kWord;
    const std::uintptr_t upto = std::min<std::uintptr_t>(end, word + kWord);
    now.bytes = ((1u << (upto - at)) - 1) << (at - word);
    if (note_word(shadow, oldest, now, kind, word, race)) return true;
    at = upto;
  }
  return false;
}

bool RaceDetector::note_word(Shadow& shadow, std::uint32_t oldest, const Access& now, Kind kind, std::uintptr_t word, Race* race) {
  const unsigned own_plane = now.bytes == 15 ? 0 : static_cast<unsigned>(__builtin_ctz(now.bytes));
  if (own_plane > 0) last_part_ = block_;
  const unsigned planes = last_part_ >= first_of_launch_ ? kWord : 1;
  for (unsigned plane = 0; plane < planes; plane++) {
    const Cell& cell = shadow.cell(plane, word);
    const bool atomics = kind == Kind::kAtomic && (cell.write & 1) != 0;
    if (!atomics && conflicts(cell.write, oldest, now)) {
      *race = {Access::unpack(cell.write), true, word};
      return true;
    }
    if (kind == Kind::kRead) continue;
    for (const std::uint64_t read : cell.reads) {
      if (!conflicts(read, oldest, now)) continue;
      *race = {Access::unpack(read), false, word};
      return true;
    }
  }
  Cell& own = shadow.cell(own_plane, word);
  Access plain = now;
  plain.atomic = false;
  if (kind == Kind::kRead) {
    keep_read(own, oldest, now);
  } else if (own.write != plain.pack()) {  // a thread's plain write tells more than its atomic after it
    own.write = now.pack();
  }
  return false;
}

bool RaceDetector::conflicts(std::uint64_t packed, std::uint32_t oldest, const Access& now) const {
  if (packed >> 32 < oldest) return false;
  const Access other = Access::unpack(packed);
  if ((other.bytes & now.bytes) == 0) return false;
  return other.block != now.block || !ordering_.before(other.thread, other.clock, now.thread);
}

// A read that comes before this one cannot race with what this one does not race with; of the others two are kept, so that
// no thread's write finds only its own.
void RaceDetector::keep_read(Cell& cell, std::uint32_t oldest, const Access& now) const {
  for (std::uint64_t& slot : cell.reads) {
    const bool covers = (Access::unpack(slot).bytes & ~now.bytes) == 0;
    if (!conflicts(slot, oldest, now) && (covers || slot >> 32 < oldest)) {
      slot = now.pack();
      return;
    }
  }
  if ((cell.reads[1] >> 32) < oldest) cell.reads[1] = now.pack();
}

}  // namespace graft::soft::check
