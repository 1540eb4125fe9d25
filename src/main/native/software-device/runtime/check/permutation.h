// Another order of 0 .. count - 1 for every seed, so that nothing can rely on blocks and threads running in theirs.
#pragma once

#include <cstdint>
#include <numeric>

namespace graft::soft::check {

class Permutation {
 public:
  Permutation(std::uint64_t count, std::uint64_t seed) : count_(count), factor_((seed * 2654435761u + 1) % count), shift_(seed * 40503u % count) {
    // A step that has no divisor in common with the count meets every number once.
    while (std::gcd(factor_, count_) != 1) factor_++;
  }
  std::uint64_t operator[](std::uint64_t turn) const { return (turn * factor_ + shift_) % count_; }

 private:
  std::uint64_t count_, factor_, shift_;
};

}  // namespace graft::soft::check
