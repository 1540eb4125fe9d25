#include "own_work.h"

#include <algorithm>
#include <string>

#include "../../../main/native/software-device/runtime/status.h"

namespace graft::threads {

using namespace graft::soft;

namespace {

constexpr std::size_t kMostReplays = 3;

// Runs `call` until no other thread's capture refuses it.
template <class Call>
void insist(Call call) {
  while (!call() && counts().failures == 0) {
  }
}

}  // namespace

OwnWork::OwnWork(Random& random) : random_(random), n_(random.one_in(4) ? kElements : 1 + static_cast<int>(random.below(4096))) {
  kernels_.load();
  // Streams that do not wait for the legacy one: its work is not refused while they capture.
  for (void*& stream : streams_) DONE(cuStreamCreate(&stream, 1));
  for (void*& event : moments_) DONE(cuEventCreate(&event, 0));
  for (void*& event : forks_) DONE(cuEventCreate(&event, 2));
  for (DevicePointer& memory : memory_) insist([&] { return DONE(cuMemAlloc_v2(&memory, bytes())); });
  insist([&] { return DONE(cuMemAllocHost_v2(reinterpret_cast<void**>(&pinned_), bytes())); });
}

void OwnWork::step() {
  const unsigned kind = random_.below(20);
  if (kind < 7) return queue();
  if (kind < 9) return upload();
  if (kind < 11) return download();
  if (kind < 12) return copy_now();
  if (kind < 13) return time_work();
  if (kind < 15) return capture();
  if (kind < 18) return replay();
  if (kind < 19) return call_wrongly();
  if (random_.one_in(4)) allocate_anew();
}

bool OwnWork::wait() { return DONE(cuStreamSynchronize(streams_[0])) && DONE(cuStreamSynchronize(streams_[1])); }

void OwnWork::expect(const unsigned* found, unsigned value) {
  const unsigned* wrong = std::find_if(found, found + n_, [value](unsigned each) { return each != value; });
  if (wrong != found + n_) {
    fail("element " + std::to_string(wrong - found) + " of " + std::to_string(n_) + " is " + std::to_string(*wrong) + " instead of " + std::to_string(value));
  }
}

OwnWork::Effect OwnWork::queue_work(void* stream) {
  const int at = random_.one_in(2) ? 0 : 1;
  const unsigned value = some_value();
  switch (random_.below(3)) {
    case 0: {
      const unsigned factor = 1 + random_.below(7);
      if (!DONE(launch_affine(kernels_.affine, memory_[at], factor, value, n_, stream))) return nullptr;
      return [=](OwnWork& work) { work.values_[at] = factor * work.values_[at] + value; };
    }
    case 1:
      if (!DONE(cuMemsetD32Async(memory_[at], value, static_cast<std::size_t>(n_), stream))) return nullptr;
      return [=](OwnWork& work) {
        work.values_[at] = value;
        work.known_[at] = true;
      };
    default:
      if (!DONE(cuMemcpyDtoDAsync_v2(memory_[1 - at], memory_[at], bytes(), stream))) return nullptr;
      return [=](OwnWork& work) {
        work.values_[1 - at] = work.values_[at];
        work.known_[1 - at] = work.known_[at];
      };
  }
}

// What follows on one stream waits for what the other holds.
void OwnWork::queue() {
  const unsigned first = random_.below(2);
  if (const Effect effect = queue_work(streams_[first])) effect(*this);
  DONE(cuEventRecord(forks_[0], streams_[first]));
  DONE(cuStreamWaitEvent(streams_[1 - first], forks_[0], 0));
  if (const Effect effect = queue_work(streams_[1 - first])) effect(*this);
}

void OwnWork::upload() {
  const int at = random_.one_in(2) ? 0 : 1;
  const unsigned value = some_value();
  bool copied;
  if (random_.one_in(2)) {
    if (!wait()) return;
    std::fill_n(pinned_, n_, value);
    copied = DONE(cuMemcpyHtoDAsync_v2(memory_[at], pinned_, bytes(), streams_[0]));
    wait();  // it is written again later
  } else {
    // It is gone when the call returns.
    const std::vector<unsigned> pageable(static_cast<std::size_t>(n_), value);
    copied = DONE(cuMemcpyHtoDAsync_v2(memory_[at], pageable.data(), bytes(), streams_[0]));
  }
  if (!copied) return;
  values_[at] = value;
  known_[at] = true;
}

void OwnWork::download() {
  const int at = random_.one_in(2) ? 0 : 1;
  if (random_.one_in(2)) {
    std::vector<unsigned> pageable(static_cast<std::size_t>(n_));
    if (DONE(cuMemcpyDtoHAsync_v2(pageable.data(), memory_[at], bytes(), streams_[1])) && known_[at]) expect(pageable.data(), values_[at]);
    return;
  }
  if (!DONE(cuMemcpyDtoHAsync_v2(pinned_, memory_[at], bytes(), streams_[1]))) return;
  if (random_.one_in(2)) {
    if (!DONE(cuEventRecord(moments_[0], streams_[1])) || !DONE(cuEventSynchronize(moments_[0]))) return;
  } else {
    if (!wait()) return;
  }
  if (known_[at]) expect(pinned_, values_[at]);
}

// On the legacy stream, which does not wait for ours.
void OwnWork::copy_now() {
  const int at = random_.one_in(2) ? 0 : 1;
  if (!wait()) return;
  std::vector<unsigned> host(static_cast<std::size_t>(n_), some_value());
  switch (random_.below(4)) {
    case 0:
      if (!DONE(cuMemcpyHtoD_v2(memory_[at], host.data(), bytes()))) return;
      values_[at] = host[0];
      known_[at] = true;
      return;
    case 1:
      if (!DONE(cuMemcpyDtoD_v2(memory_[at], memory_[1 - at], bytes()))) return;
      values_[at] = values_[1 - at];
      known_[at] = known_[1 - at];
      return;
    case 2:
      if (!DONE(cuMemsetD32_v2(memory_[at], host[0], host.size()))) return;
      values_[at] = host[0];
      known_[at] = true;
      return;
    default:
      if (DONE(cuMemcpyDtoH_v2(host.data(), memory_[at], bytes())) && known_[at]) expect(host.data(), values_[at]);
  }
}

void OwnWork::time_work() {
  if (!DONE(cuEventRecord(moments_[0], streams_[0]))) return;
  if (const Effect effect = queue_work(streams_[0])) effect(*this);
  if (!DONE(cuEventRecord(moments_[1], streams_[0])) || !DONE(cuEventSynchronize(moments_[1]))) return;
  float milliseconds = -1;
  if (DONE(cuEventElapsedTime(&milliseconds, moments_[0], moments_[1])) && milliseconds < 0) fail("a later event is before an earlier one");
  REFUSED(cuEventQuery(moments_[1]), kSuccess);
}

void OwnWork::capture() {
  if (!DONE(cuStreamBeginCapture_v2(streams_[0], static_cast<int>(random_.below(3))))) return;
  std::vector<Effect> effects;
  const auto add = [&](void* stream) {
    for (unsigned i = random_.below(4); i > 0; i--)
      if (Effect effect = queue_work(stream)) effects.push_back(std::move(effect));
  };
  add(streams_[0]);
  if (random_.one_in(2)) {
    // Without the fork the other stream would work at once.
    if (DONE(cuEventRecord(forks_[0], streams_[0])) && DONE(cuStreamWaitEvent(streams_[1], forks_[0], 0))) {
      add(streams_[1]);
      DONE(cuEventRecord(forks_[1], streams_[1]));
      DONE(cuStreamWaitEvent(streams_[0], forks_[1], 0));
    }
  }
  if (random_.one_in(2)) DONE(cuEventRecordWithFlags(moments_[0], streams_[0], 1));
  void* graph = nullptr;
  const bool ended = DONE(cuStreamEndCapture(streams_[0], &graph));
  // Recorded anew, outside of the capture, so that the events may be waited for again.
  for (void* event : forks_) DONE(cuEventRecord(event, streams_[0]));
  if (!ended) return;
  std::size_t nodes = 0;
  if (DONE(cuGraphGetNodes(graph, nullptr, &nodes)) && nodes < effects.size()) fail("a graph lacks nodes");
  void* executable = nullptr;
  char log[16];
  if (DONE(cuGraphInstantiate_v2(&executable, graph, nullptr, log, sizeof(log)))) replays_.push_back({executable, std::move(effects)});
  DONE(cuGraphDestroy(graph));
}

void OwnWork::replay() {
  if (replays_.empty()) return;
  const std::size_t at = random_.below(static_cast<unsigned>(replays_.size()));
  for (unsigned times = 1 + random_.below(3); times > 0; times--) {
    if (!DONE(cuGraphLaunch(replays_[at].executable, streams_[random_.below(2)]))) continue;
    for (const Effect& effect : replays_[at].effects) effect(*this);
  }
  if (replays_.size() < kMostReplays && !random_.one_in(4)) return;
  // What is queued of it still runs.
  DONE(cuGraphExecDestroy(replays_[at].executable));
  replays_.erase(replays_.begin() + static_cast<std::ptrdiff_t>(at));
}

void OwnWork::free_replays() {
  for (const Replay& replay : replays_) DONE(cuGraphExecDestroy(replay.executable));
  replays_.clear();
}

void OwnWork::allocate_anew() {
  const int at = random_.one_in(2) ? 0 : 1;
  free_replays();
  insist([&] { return DONE(cuMemFree_v2(memory_[at])); });
  insist([&] { return DONE(cuMemAlloc_v2(&memory_[at], bytes())); });
  known_[at] = false;
}

void OwnWork::call_wrongly() {
  switch (random_.below(6)) {
    case 0: return REFUSED(cuMemcpyDtoDAsync_v2(memory_[0], memory_[1] + 4, bytes(), streams_[0]), kInvalidValue);
    case 1: return REFUSED(cuLaunchKernel(kernels_.count_up, 1, 1, 1, 2048, 1, 1, 0, streams_[0], nullptr, nullptr), kInvalidValue);
    case 2: return REFUSED(cuLaunchKernel(kernels_.module, 1, 1, 1, 1, 1, 1, 0, streams_[0], nullptr, nullptr), kInvalidHandle);
    case 3: return REFUSED(cuEventElapsedTime(nullptr, moments_[0], moments_[1]), kInvalidValue);
    case 4: return REFUSED(cuStreamSynchronize(this), kInvalidHandle);
    default: return REFUSED(cuGraphLaunch(streams_[0], streams_[1]), kInvalidValue);
  }
}

void OwnWork::check() {
  for (int at = 0; at < 2; at++) {
    std::vector<unsigned> found(static_cast<std::size_t>(n_));
    insist([&] { return wait() && DONE(cuMemcpyDtoH_v2(found.data(), memory_[at], bytes())); });
    if (known_[at]) expect(found.data(), values_[at]);
  }
}

void OwnWork::free_what_stays() {
  free_replays();
  insist([&] { return DONE(cuMemFreeHost(pinned_)); });
  kernels_.unload();
}

void OwnWork::free() {
  for (void* event : moments_) DONE(cuEventDestroy_v2(event));
  for (void* event : forks_) DONE(cuEventDestroy_v2(event));
  for (void* stream : streams_) DONE(cuStreamDestroy_v2(stream));
  for (DevicePointer memory : memory_) insist([&] { return DONE(cuMemFree_v2(memory)); });
  free_what_stays();
}

}  // namespace graft::threads
