#include "shared_work.h"

#include <string>

namespace graft::threads {

SharedWork::SharedWork() {
  kernels_.load();
  for (int i = 0; i < kStreams; i++) DONE(cuStreamCreate(&streams_[i], static_cast<unsigned>(i)));
  for (void*& event : events_) DONE(cuEventCreate(&event, 0));
  DONE(cuMemAlloc_v2(&sum_, sizeof(unsigned)));
  DONE(cuMemsetD32_v2(sum_, 0, 1));
  make_graph();
}

void SharedWork::make_graph() {
  DONE(cuStreamBeginCapture_v2(streams_[0], 0));
  for (int n : {5, kElements}) {
    DONE(launch_count_up(kernels_.count_up, sum_, n, streams_[0]));
    replayed_ += static_cast<unsigned>(n);
  }
  DONE(cuEventRecordWithFlags(events_[0], streams_[0], 1));
  void* graph = nullptr;
  DONE(cuStreamEndCapture(streams_[0], &graph));
  DONE(cuGraphInstantiate_v2(&executable_, graph, nullptr, nullptr, 0));
  DONE(cuGraphDestroy(graph));
}

void SharedWork::step(Random& random) {
  void* stream = streams_[random.below(kStreams)];
  void* event = events_[random.below(kEvents)];
  switch (random.below(10)) {
    case 0:
    case 1: {
      const int n = random.one_in(4) ? kElements : 1 + static_cast<int>(random.below(100));
      if (DONE(launch_count_up(kernels_.count_up, sum_, n, stream))) expected_ += static_cast<unsigned>(n);
      return;
    }
    case 2:
      if (DONE(cuGraphLaunch(executable_, stream))) expected_ += replayed_;
      return;
    case 3:
      DONE(cuEventRecord(event, stream));
      return;
    case 4:
      DONE(cuEventSynchronize(event));
      return;
    case 5:
      DONE(cuStreamWaitEvent(stream, event, 0));
      return;
    case 6:
      DONE(cuStreamSynchronize(stream));
      return;
    // Others may work on it just now: what is asked for is that it answers.
    case 7:
      SURVIVED(cuStreamQuery(stream));
      return;
    case 8: {
      float milliseconds;
      SURVIVED(cuEventQuery(event));
      SURVIVED(cuEventElapsedTime(&milliseconds, event, events_[0]));
      return;
    }
    default: {
      void* function = nullptr;
      if (DONE(cuModuleGetFunction(&function, kernels_.module, "count_up")) && function != kernels_.count_up) fail("a function has two handles");
      std::size_t free, total;
      DONE(cuMemGetInfo_v2(&free, &total));
      DevicePointer base = 0;
      DONE(cuMemGetAddressRange_v2(&base, nullptr, sum_ + 2));
      if (base != sum_) fail("memory begins elsewhere");
    }
  }
}

void SharedWork::check_and_free() {
  unsigned found = 0;
  DONE(cuMemcpyDtoH_v2(&found, sum_, sizeof(found)));
  if (found != expected_) fail("the launches count up to " + std::to_string(found) + " instead of " + std::to_string(expected_));
  DONE(cuGraphExecDestroy(executable_));
  for (void* event : events_) DONE(cuEventDestroy_v2(event));
  for (void* stream : streams_) DONE(cuStreamDestroy_v2(stream));
  DONE(cuMemFree_v2(sum_));
  kernels_.unload();
}

}  // namespace graft::threads
