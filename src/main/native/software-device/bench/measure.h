// Timing for machines that others use too: contenders take turns, and both the median and the best round are kept. With one
// thread (GRAFT_THREADS=1, OMP_NUM_THREADS=1) the processor time of the process is taken, which others disturb little.
#pragma once

#include <time.h>

#include <algorithm>
#include <functional>
#include <vector>

namespace graft::bench {

struct Timing {
  double median_ms, best_ms;
};

inline double milliseconds(bool own_time) {
  timespec now;
  clock_gettime(own_time ? CLOCK_PROCESS_CPUTIME_ID : CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

inline std::vector<Timing> take_turns(bool own_time, const std::vector<std::function<void()>>& contenders, int rounds = 31, int calls = 10) {
  std::vector<std::vector<double>> times(contenders.size());
  for (const auto& run : contenders) run();
  for (int round = 0; round < rounds; round++)
    for (std::size_t i = 0; i < contenders.size(); i++) {
      contenders[i]();  // brings its own data back into the caches
      const double begin = milliseconds(own_time);
      for (int call = 0; call < calls; call++) contenders[i]();
      times[i].push_back((milliseconds(own_time) - begin) / calls);
    }
  std::vector<Timing> result;
  for (auto& samples : times) {
    std::sort(samples.begin(), samples.end());
    result.push_back({samples[samples.size() / 2], samples.front()});
  }
  return result;
}

}  // namespace graft::bench
