// One pool of threads for everything: the OpenMP team of libgomp, which oneDNN uses too.
#include <omp.h>
#include <sched.h>

#include <algorithm>
#include <cstdlib>

#include "runtime.h"

namespace graft::soft {

namespace {

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof(set), &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

int wanted_threads() {
  const char* text = std::getenv("GRAFT_THREADS");
  const int wanted = text == nullptr ? 0 : std::atoi(text);
  return wanted > 0 ? wanted : usable_cores();
}

}  // namespace

int threads() {
  static const int count = wanted_threads();
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
#pragma omp parallel num_threads(static_cast<int>(parts))
  {
    // The team may turn out smaller than asked for.
    const std::int64_t members = omp_get_num_threads();
    const std::int64_t member = omp_get_thread_num();
    const std::int64_t begin = n * member / members, end = n * (member + 1) / members;
    if (begin < end) body(begin, end);
  }
}

}  // namespace graft::soft
