// What the schedules did and what was wrong with it.
#pragma once

#include <atomic>
#include <cstdint>
#include <random>
#include <string>

namespace graft::threads {

struct Counts {
  std::atomic<std::uint64_t> calls{0}, refused{0}, failures{0};
};
Counts& counts();

// Says what is wrong, with the schedule that it belongs to, on standard error.
void fail(const std::string& what);

// The schedule that runs: stands before each failure.
void set_schedule(std::uint64_t seed, const char* kind);

// True where a call did its work; false where another thread's capture or the bound on memory refused it. Any other answer is a
// failure.
bool done(const char* call, int status);

// Anything that a call may answer whose handles other threads destroy meanwhile; what it must never answer is a failure.
bool survived(const char* call, int status);

// A call that cannot work answers one status.
void refused(const char* call, int status, int expected);

// A thread's own numbers: of the schedule's seed and the thread's.
class Random {
 public:
  explicit Random(std::uint64_t seed) : numbers_(seed) {}
  unsigned below(unsigned bound) { return static_cast<unsigned>(numbers_() % bound); }
  bool one_in(unsigned n) { return below(n) == 0; }

 private:
  std::mt19937_64 numbers_;
};

}  // namespace graft::threads

#define DONE(call) graft::threads::done(#call, call)
#define SURVIVED(call) graft::threads::survived(#call, call)
#define REFUSED(call, expected) graft::threads::refused(#call, call, expected)
