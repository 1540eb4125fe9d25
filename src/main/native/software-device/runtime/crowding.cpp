// A thread that spins for its next piece of work is what makes short pieces fast on an idle machine. On one that something else
// computes on too, it holds the core that another thread of its team waits for, and a run takes many times as long. So there the
// threads are made to sleep.
#include "crowding.h"

#include <pthread.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <thread>

#include "team.h"

namespace graft::soft {

namespace {

constexpr auto kInterval = std::chrono::milliseconds(200);
// /proc/stat counts in hundredths of a second, and a quiet machine has a few percent to do.
constexpr double kCrowded = 0.3, kQuiet = 0.15;
// What comes and goes, like a compiler, is still there after a pause.
constexpr int kQuietIntervals = 5;

double seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// For how many seconds our cores have been busy, with whatever it was: user, nice, system, irq, softirq and steal of /proc/stat
// (proc(5)). None where that is not told, as in some sandboxes.
std::optional<double> busy_seconds() {
  cpu_set_t ours;
  CPU_ZERO(&ours);
  if (sched_getaffinity(0, sizeof(ours), &ours) != 0) return std::nullopt;
  double busy = 0, all = 0;
  std::ifstream stat("/proc/stat");
  for (std::string line; std::getline(stat, line) && line.compare(0, 3, "cpu") == 0;) {
    std::istringstream fields(line.substr(3));
    int core = -1;
    double user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0;
    // The first line, of all cores, has no number.
    if (line[3] == ' ' || !(fields >> core >> user >> nice >> system >> idle >> iowait >> irq >> softirq >> steal)) continue;
    if (core < 0 || core >= CPU_SETSIZE || !CPU_ISSET(core, &ours)) continue;
    busy += user + nice + system + irq + softirq + steal;
    all += user + nice + system + idle + iowait + irq + softirq + steal;
  }
  if (all == 0) return std::nullopt;
  return busy / static_cast<double>(sysconf(_SC_CLK_TCK));
}

// Cores that others computed on since the last call, on average.
class Others {
 public:
  std::optional<double> cores() {
    const double now = seconds(CLOCK_MONOTONIC), own = seconds(CLOCK_PROCESS_CPUTIME_ID);
    const std::optional<double> busy = busy_seconds();
    std::optional<double> found;
    if (busy && busy_) found = ((*busy - *busy_) - (own - own_)) / (now - now_);
    now_ = now;
    own_ = own;
    busy_ = busy;
    return found;
  }

 private:
  double now_ = 0, own_ = 0;
  std::optional<double> busy_;
};

void watch(int threads, int cores) {
  Others others;
  others.cores();
  bool crowded = false;
  int quiet = 0;
  for (;;) {
    std::this_thread::sleep_for(kInterval);
    // Where it cannot be told, the pool does as on a crowded machine: slower on an idle one, never many times as slow.
    const double found = others.cores().value_or(cores);
    const double free = cores - threads;
    if (!crowded && found > free + kCrowded) {
      stand_by(cores + 1);
      crowded = true;
    } else if (crowded) {
      quiet = found < free + kQuiet ? quiet + 1 : 0;
      if (quiet == kQuietIntervals) {
        stand_down();
        crowded = false;
      }
    }
  }
}

}  // namespace

void watch_crowding(int threads, int cores) {
  // Whoever sets one of these knows better.
  if (std::getenv("OMP_WAIT_POLICY") != nullptr || std::getenv("GOMP_SPINCOUNT") != nullptr) return;
  std::thread watcher(watch, threads, cores);
  pthread_setname_np(watcher.native_handle(), "graft-crowding");
  watcher.detach();
}

}  // namespace graft::soft
