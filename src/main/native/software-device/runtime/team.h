// The threads that share the work of one operation: an OpenMP team in team.cpp. What OpenMP does is hidden from ThreadSanitizer, so
// the program that looks for data races (src/test/native/threads) has a team of its own in place of that file.
#pragma once

#include <cstdint>

#include "runtime.h"

namespace graft::soft {

// The most threads that a team can have.
int team_limit();

// Calls `work` once on each member of a team, at once, and waits for all. The team may turn out smaller than asked for.
void run_on_team(int members, FunctionRef<void(std::int64_t member, std::int64_t members)> work);

// While a second team stands by, asleep, the threads of the first do so soon after their work; without, they spin some
// milliseconds for more. Both are called by one thread.
void stand_by(int members);
void stand_down();

}  // namespace graft::soft
