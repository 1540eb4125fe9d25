// How many threads compute, and loops that they share.
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <vector>

#include "crowding.h"
#include "limits.h"
#include "runtime.h"
#include "settings.h"
#include "team.h"

namespace graft::soft {

namespace {

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

// Two threads of this process may call in at once, each with a team of its own, and Java starts some threads later.
constexpr int kTeams = 2;
constexpr int kLeftToJava = 8;

void* wait_for_end(void* end) {
  auto* mutex = static_cast<pthread_mutex_t*>(end);
  pthread_mutex_lock(mutex);
  pthread_mutex_unlock(mutex);
  return nullptr;
}

// How many threads more could be started now, at most as many as are wanted: a user's or a container's limit
// (prlimit --nproc, pids.max) may be near. libgomp ends the process where it cannot start one.
int startable(int wanted) {
  pthread_mutex_t end = PTHREAD_MUTEX_INITIALIZER;
  pthread_mutex_lock(&end);
  std::vector<pthread_t> started;
  for (pthread_t thread; static_cast<int>(started.size()) < wanted && pthread_create(&thread, nullptr, wait_for_end, &end) == 0;) {
    started.push_back(thread);
  }
  pthread_mutex_unlock(&end);
  for (pthread_t thread : started) pthread_join(thread, nullptr);
  return static_cast<int>(started.size());
}

int wanted_threads() {
  int wanted = settings().threads;
  if (wanted == 0) {
    // More threads than a quota allows would only wait for each other's turn.
    const int quota = container_limits("").cores;
    wanted = quota > 0 ? std::min(quota, usable_cores()) : usable_cores();
  }
  // OpenMP gives no team more than OMP_THREAD_LIMIT.
  return std::min(wanted, team_limit());
}

}  // namespace

int threads() {
  static const int count = [] {
    const int wanted = wanted_threads(), cores = usable_cores();
    if (wanted == 1) return 1;
    const int computing = kTeams * (wanted - 1) + kLeftToJava, watching = watch_threads(cores);
    const int possible = startable(computing + watching);
    if (possible == computing + watching) watch_crowding(wanted, cores);
    return 1 + std::max(0, std::min(possible, computing) - kLeftToJava) / kTeams;
  }();
  return count;
}

void parallel_for(std::int64_t n, std::int64_t grain, FunctionRef<void(std::int64_t begin, std::int64_t end)> body) {
  if (n <= 0) return;
  const std::int64_t parts = std::min<std::int64_t>(threads(), std::max<std::int64_t>(1, n / std::max<std::int64_t>(1, grain)));
  // A team costs microseconds to wake: small loops run here.
  if (parts == 1) {
    body(0, n);
    return;
  }
  run_on_team(static_cast<int>(parts), [&](std::int64_t member, std::int64_t members) {
    const std::int64_t begin = n * member / members, end = n * (member + 1) / members;
    if (begin < end) body(begin, end);
  });
}

}  // namespace graft::soft
