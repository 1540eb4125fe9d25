// How long libgomp's threads spin for the next piece of work before they sleep. Loaded before libgomp, which reads its settings
// from the environment once, when it is loaded itself (GNU libgomp manual, "Environment Variables").
//
// By default they spin 300,000 times, some milliseconds. On a machine that something else computes on too, a thread that spins
// holds the core that another thread of its team waits for, and a run takes many times as long. Pieces of work follow each other
// within microseconds: a short spin bridges that, and what lasts longer is slept through.
#include <cstdlib>

namespace {

constexpr const char* kSpins = "5000";

// Whoever sets one of these knows better.
[[gnu::constructor]] void set_spins() {
  if (std::getenv("OMP_WAIT_POLICY") == nullptr) setenv("GOMP_SPINCOUNT", kSpins, 0);
}

}  // namespace
