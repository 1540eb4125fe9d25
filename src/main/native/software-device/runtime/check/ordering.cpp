#include "ordering.h"

#include <algorithm>

namespace graft::soft::check {

void Ordering::restart(unsigned threads) {
  if (threads == threads_ && !passed_) return;
  threads_ = threads;
  passed_ = false;
  clocks_.assign(threads, 0);
  at_barrier_.assign(threads, 0);
  known_.assign(threads * 32, 0);
}

void Ordering::pass_block_barrier() {
  passed_ = true;
  for (unsigned thread = 0; thread < threads_; thread++) at_barrier_[thread] = ++clocks_[thread];
  for (unsigned thread = 0; thread < threads_; thread++) {
    const unsigned first = thread / 32 * 32, lanes = std::min(32u, threads_ - first);
    std::copy_n(&clocks_[first], lanes, &known_[thread * 32]);
  }
}

void Ordering::pass_warp_barrier(unsigned first, unsigned mask) {
  passed_ = true;
  const unsigned lanes = std::min(32u, threads_ - first);
  std::uint32_t met[32] = {};
  for (unsigned lane = 0; lane < lanes; lane++) {
    if (((mask >> lane) & 1) == 0) continue;
    for (unsigned other = 0; other < lanes; other++) met[other] = std::max(met[other], known_[(first + lane) * 32 + other]);
  }
  for (unsigned lane = 0; lane < lanes; lane++)
    if ((mask >> lane) & 1) met[lane] = ++clocks_[first + lane];
  for (unsigned lane = 0; lane < lanes; lane++)
    if ((mask >> lane) & 1) std::copy_n(met, lanes, &known_[(first + lane) * 32]);
}

}  // namespace graft::soft::check
