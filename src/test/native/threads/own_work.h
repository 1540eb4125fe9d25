// A thread's own streams, memory and graphs, whose numbers the thread knows: whatever other threads do, each call that says that it
// worked has worked, once and in order.
#pragma once

#include <functional>
#include <vector>

#include "launches.h"
#include "report.h"

namespace graft::threads {

class OwnWork {
 public:
  // In the context that is current, which it stays in.
  explicit OwnWork(Random& random);

  // One call, or a few that belong together.
  void step();

  // Sees that the memory holds what it should.
  void check();

  // Destroys all of it.
  void free();

  // Destroys what does not go with its context.
  void free_what_stays();

 private:
  // What a piece of work does to the numbers.
  using Effect = std::function<void(OwnWork&)>;
  struct Replay {
    void* executable;
    std::vector<Effect> effects;
  };

  Random& random_;
  const int n_;
  Kernels kernels_;
  void* streams_[2] = {};
  void* moments_[2] = {};  // events that time
  void* forks_[2] = {};    // events that order streams
  DevicePointer memory_[2] = {};
  unsigned values_[2] = {};  // that all elements of the memory have
  bool known_[2] = {};       // whether they have one
  unsigned* pinned_ = nullptr;
  std::vector<Replay> replays_;

  std::size_t bytes() const { return static_cast<std::size_t>(n_) * sizeof(unsigned); }
  unsigned some_value() { return random_.below(1000); }
  bool wait();
  void expect(const unsigned* found, unsigned value);

  // Queues work on a stream, or puts it into the stream's capture. Answers what it does, or nothing where it was refused.
  Effect queue_work(void* stream);
  void queue();
  void upload();
  void download();
  void copy_now();
  void time_work();
  void capture();
  void replay();
  void allocate_anew();
  void free_replays();
  void call_wrongly();
};

}  // namespace graft::threads
