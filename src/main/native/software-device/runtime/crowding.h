// Whether something else computes on the cores of this process, and what the pool of threads does then.
#pragma once

namespace graft::soft {

// How many threads it takes: the watcher, and the team beside it.
constexpr int watch_threads(int cores) { return cores + 1; }

// Begins to watch, for the rest of the process.
//   threads   of the pool, at least 2
//   cores     that this process may use
void watch_crowding(int threads, int cores);

}  // namespace graft::soft
