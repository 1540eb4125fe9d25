// Calls the software device's driver from many threads at once, by random schedules: a native program, built with a sanitizer
// (Makefile, beside this). Its queue, streams, events, graphs, memory, contexts, modules and traces are the device's own sources.
//
// A seed makes each thread's calls again, not the moments at which they meet.
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "churn.h"
#include "own_work.h"
#include "shared_work.h"
#include "trace.h"

using namespace graft::threads;

namespace {

constexpr unsigned kHangs = 900;  // seconds, many times what all of it takes
std::atomic<std::uint64_t> races{0};

void run_threads(std::uint64_t seed, unsigned count, const std::function<void(unsigned thread, Random& random)>& work) {
  void* context = nullptr;
  DONE(cuCtxGetCurrent(&context));
  std::vector<std::thread> threads;
  for (unsigned thread = 0; thread < count; thread++) {
    threads.emplace_back([&, thread] {
      Random random(seed * 1000 + thread);
      DONE(cuCtxSetCurrent(context));
      nvtxRangePushA("schedule");
      work(thread, random);
      nvtxRangePop();
      cuCtxSetCurrent(nullptr);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// A context of a thread's own, destroyed with all that it holds while the others work in theirs.
void work_in_own_context(Random& random) {
  void* context = nullptr;
  if (!DONE(cuCtxCreate_v2(&context, 0, 0))) return;
  OwnWork own(random);
  for (int step = 0; step < 15; step++) own.step();
  own.check();
  own.free_what_stays();
  DONE(cuCtxDestroy_v2(context));
}

// Alive while one thread or more has it.
void work_in_primary_context(Random& random) {
  void* context = nullptr;
  if (!DONE(cuDevicePrimaryCtxRetain(&context, 0))) return;
  DONE(cuCtxPushCurrent_v2(context));
  OwnWork own(random);
  for (int step = 0; step < 10; step++) own.step();
  own.check();
  own.free_what_stays();
  DONE(cuCtxPopCurrent_v2(nullptr));
  DONE(cuDevicePrimaryCtxRelease_v2(0));
}

void exact_schedule(std::uint64_t seed) {
  SharedWork shared;
  run_threads(seed, 7, [&](unsigned thread, Random& random) {
    if (thread < 2) {
      for (int step = 0; step < 300; step++) shared.step(random);
      return;
    }
    if (thread < 5) {
      for (int round = 0; round < 3; round++) thread == 2 ? work_in_own_context(random) : work_in_primary_context(random);
      return;
    }
    OwnWork own(random);
    for (int step = 0; step < 60; step++) {
      own.step();
      shared.step(random);
      if (random.one_in(40)) DONE(cuCtxSynchronize());
    }
    own.check();
    own.free();
  });
  shared.check_and_free();
}

void churning_schedule(std::uint64_t seed, bool faults) {
  Churn churn(faults);
  run_threads(seed, 5, [&](unsigned, Random& random) {
    for (int step = 0; step < 250; step++) churn.step(random);
  });
  churn.free();
}

// What a context owned goes with it.
void expect_all_memory_free() {
  void* context = nullptr;
  std::size_t free = 0, total = 0;
  DONE(cuCtxCreate_v2(&context, 0, 0));
  if (DONE(cuMemGetInfo_v2(&free, &total)) && free != total) fail(std::to_string(total - free) + " bytes of the device's memory are left");
  DONE(cuCtxDestroy_v2(context));
}

void run_schedule(std::uint64_t seed) {
  const unsigned kind = seed % 4;
  set_schedule(seed, kind < 2 ? "exact" : kind == 2 ? "churning" : "faulty");
  const bool traced = seed % 3 == 0;
  void* context = nullptr;
  DONE(cuCtxCreate_v2(&context, 0, 0));
  if (traced) start_trace(5000);
  if (kind < 2) {
    exact_schedule(seed);
  } else {
    churning_schedule(seed, kind == 3);
  }
  if (traced && stop_trace("/dev/null") != 0) fail("the trace is not written");
  DONE(cuCtxDestroy_v2(context));
  expect_all_memory_free();
}

}  // namespace

// ThreadSanitizer calls it for each of its reports (sanitizer/tsan_interface.h).
extern "C" void __tsan_on_report(void*) { races++; }

int main(int count, char** arguments) {
  const std::uint64_t schedules = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : 40;
  const std::uint64_t seed = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1;
  alarm(kHangs);
  setenv("GRAFT_THREADS", "3", 0);
  setenv("GRAFT_FAULTS", "context", 0);
  // The first of all calls, on all threads at once.
  std::vector<std::thread> first;
  for (int thread = 0; thread < 4; thread++) first.emplace_back([] { DONE(cuInit(0)); });
  for (std::thread& thread : first) thread.join();
  std::uint64_t run = 0;
  for (; run < schedules && counts().failures == 0; run++) run_schedule(seed + run);
  std::printf("%" PRIu64 " schedules from seed %" PRIu64 ", %" PRIu64 " calls, %" PRIu64 " of them refused; %" PRIu64 " failures, %" PRIu64 " reports\n", run,
              seed, counts().calls.load(), counts().refused.load(), counts().failures.load(), races.load());
  return counts().failures == 0 && races == 0 ? 0 : 1;
}
