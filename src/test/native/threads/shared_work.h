// Streams, events, a graph and a module that all threads use at once and nobody destroys: what their work adds up to is known.
#pragma once

#include <atomic>
#include <cstdint>

#include "launches.h"
#include "report.h"

namespace graft::threads {

class SharedWork {
 public:
  SharedWork();
  void step(Random& random);
  // Once all threads are done: sees that each launch that worked was counted once; destroys all.
  void check_and_free();

 private:
  static constexpr int kStreams = 2, kEvents = 3;
  Kernels kernels_;
  void* streams_[kStreams] = {};
  void* events_[kEvents] = {};
  void* executable_ = nullptr;
  unsigned replayed_ = 0;  // what a launch of it adds
  DevicePointer sum_ = 0;
  std::atomic<std::uint32_t> expected_{0};

  void make_graph();
};

}  // namespace graft::threads
