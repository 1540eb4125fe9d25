#include "churn.h"

#include <vector>

namespace graft::threads {

Churn::Churn(bool faults)
    : faults_(faults),
      streams_("cuStreamDestroy", cuStreamDestroy_v2),
      events_("cuEventDestroy", cuEventDestroy_v2),
      graphs_("cuGraphDestroy", cuGraphDestroy),
      executables_("cuGraphExecDestroy", cuGraphExecDestroy),
      modules_("cuModuleUnload", cuModuleUnload),
      contexts_("cuCtxDestroy", cuCtxDestroy_v2) {
  kernels_.load();
  DONE(cuMemAlloc_v2(&memory_, kElements * sizeof(unsigned)));
  DONE(cuCtxCreate_v2(&last_, 0, 0));
  DONE(cuCtxPopCurrent_v2(nullptr));
}

void Churn::step(Random& random) {
  switch (random.below(9)) {
    case 0: return make(random);
    case 1:
    case 2: return use_stream(random);
    case 3:
    case 4: return use_capture(random);
    case 5: return use_event(random);
    case 6: return use_graph(random);
    case 7: return use_module(random);
    default: return use_context(random);
  }
}

void Churn::make(Random& random) {
  void* made = nullptr;
  switch (random.below(5)) {
    case 0:
      if (SURVIVED(cuStreamCreate(&made, random.below(2)))) streams_.put(random, made);
      return;
    case 1:
      if (SURVIVED(cuEventCreate(&made, 0))) events_.put(random, made);
      return;
    case 2:
      if (SURVIVED(cuModuleLoadData(&made, "graft-software-kernels"))) modules_.put(random, made);
      return;
    case 3: {
      void* left = nullptr;
      if (!SURVIVED(cuCtxCreate_v2(&made, 0, 0))) return;
      SURVIVED(cuCtxPopCurrent_v2(&left));
      if (left != made) fail("another context is on top of the stack than was made");
      return contexts_.put(random, made);
    }
    default:
      switch (random.below(6)) {
        case 0: return streams_.put(random, nullptr);
        case 1: return events_.put(random, nullptr);
        case 2: return graphs_.put(random, nullptr);
        case 3: return executables_.put(random, nullptr);
        case 4: return modules_.put(random, nullptr);
        default: return contexts_.put(random, nullptr);
      }
  }
}

void Churn::use_stream(Random& random) {
  void* stream = streams_.any(random);
  switch (random.below(7)) {
    case 0:
      SURVIVED(launch_count_up(kernels_.count_up, memory_, 100, stream));
      return;
    case 1:
      SURVIVED(cuMemsetD32Async(memory_, 1, kElements, stream));
      return;
    case 2:
      SURVIVED(cuStreamQuery(stream));
      return;
    case 3:
      SURVIVED(cuStreamSynchronize(stream));
      return;
    case 4: {
      const std::vector<unsigned> pageable(1000, 7);
      SURVIVED(cuMemcpyHtoDAsync_v2(memory_, pageable.data(), pageable.size() * sizeof(unsigned), stream));
      return;
    }
    case 5: {
      std::vector<unsigned> pageable(1000);
      SURVIVED(cuMemcpyDtoHAsync_v2(pageable.data(), memory_, pageable.size() * sizeof(unsigned), stream));
      return;
    }
    default: {
      unsigned flags;
      SURVIVED(cuStreamGetFlags(stream, &flags));
      if (faults_ && random.one_in(4)) fault(stream);
    }
  }
}

// Ends with the context that is destroyed after it (GRAFT_FAULTS=context).
void Churn::fault(void* stream) {
  void* context = nullptr;
  if (!SURVIVED(cuCtxCreate_v2(&context, 0, 0))) return;
  SURVIVED(cuCtxPopCurrent_v2(nullptr));
  constexpr DevicePointer kNothing = 4096;
  SURVIVED(launch_count_up(kernels_.count_up, kNothing, 1, stream));
  SURVIVED(cuStreamSynchronize(stream));
  SURVIVED(cuCtxDestroy_v2(context));
}

void Churn::use_capture(Random& random) {
  void* stream = streams_.any(random);
  void* graph = nullptr;
  switch (random.below(4)) {
    case 0:
      SURVIVED(cuStreamBeginCapture_v2(stream, static_cast<int>(random.below(3))));
      return;
    case 1:
      SURVIVED(cuEventRecordWithFlags(events_.any(random), stream, random.below(2)));
      return;
    case 2: {
      int status;
      SURVIVED(cuStreamIsCapturing(stream, &status));
      return;
    }
    default:
      if (SURVIVED(cuStreamEndCapture(stream, &graph))) graphs_.put(random, graph);
  }
}

void Churn::use_event(Random& random) {
  void* event = events_.any(random);
  float milliseconds;
  switch (random.below(5)) {
    case 0:
      SURVIVED(cuEventRecord(event, streams_.any(random)));
      return;
    case 1:
      SURVIVED(cuEventQuery(event));
      return;
    case 2:
      SURVIVED(cuEventSynchronize(event));
      return;
    case 3:
      SURVIVED(cuEventElapsedTime(&milliseconds, event, events_.any(random)));
      return;
    default:
      SURVIVED(cuStreamWaitEvent(streams_.any(random), event, 0));
  }
}

void Churn::use_graph(Random& random) {
  void* executable = nullptr;
  switch (random.below(3)) {
    case 0:
      if (SURVIVED(cuGraphInstantiate_v2(&executable, graphs_.any(random), nullptr, nullptr, 0))) executables_.put(random, executable);
      return;
    case 1: {
      void* nodes[4];
      std::size_t count = 4;
      SURVIVED(cuGraphGetNodes(graphs_.any(random), nodes, &count));
      return;
    }
    default:
      SURVIVED(cuGraphLaunch(executables_.any(random), streams_.any(random)));
  }
}

void Churn::use_module(Random& random) {
  void* function = nullptr;
  if (!SURVIVED(cuModuleGetFunction(&function, modules_.any(random), "count_up"))) return;
  int threads;
  SURVIVED(cuFuncGetAttribute(&threads, 0, function));
  SURVIVED(launch_count_up(function, memory_, 10, streams_.any(random)));
}

void Churn::use_context(Random& random) {
  if (random.one_in(4)) {
    SURVIVED(cuCtxSynchronize());
    return;
  }
  void* context = contexts_.any(random);
  if (context == nullptr || !SURVIVED(cuCtxPushCurrent_v2(context))) return;
  // Each call may find that the context is gone, and what it owned with it.
  DevicePointer memory = 0;
  if (SURVIVED(cuMemAlloc_v2(&memory, 4000))) {
    std::vector<unsigned> host(1000, 3);
    SURVIVED(cuMemcpyHtoD_v2(memory, host.data(), 4000));
    SURVIVED(launch_affine(kernels_.affine, memory, 2, 1, 1000, nullptr));
    SURVIVED(cuMemcpyDtoH_v2(host.data(), memory, 4000));
    if (random.one_in(2)) SURVIVED(cuMemFree_v2(memory));
  }
  void *stream = nullptr, *event = nullptr, *left = nullptr;
  SURVIVED(cuStreamCreate(&stream, 0));
  SURVIVED(cuEventCreate(&event, 0));
  SURVIVED(cuCtxPopCurrent_v2(&left));
  if (left != context) fail("another context is on top of the stack than was pushed");
  if (stream != nullptr) streams_.put(random, stream);
  if (event != nullptr) events_.put(random, event);
}

void Churn::free() {
  contexts_.clear();
  DONE(cuCtxDestroy_v2(last_));  // ends a fault, if there is one
  executables_.clear();
  graphs_.clear();
  events_.clear();
  streams_.clear();
  modules_.clear();
  DONE(cuMemFree_v2(memory_));
  kernels_.unload();
}

}  // namespace graft::threads
