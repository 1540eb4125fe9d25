// Streams, captures, events and graphs: what the driver API's handles point at.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <thread>
#include <unordered_set>
#include <vector>

#include "executor.h"
#include "runtime.h"

namespace graft::soft {

enum class CaptureMode { kGlobal = 0, kThreadLocal = 1, kRelaxed = 2 };

struct Stream;

// How much of each stream's captured work comes before a point in a stream: a vector clock.
using Seen = std::map<const Stream*, std::uint64_t>;

struct Event;

// A node of a graph that records an event: each launch of the graph records it anew.
struct EventNode {
  Event* event = nullptr;
  std::uint64_t number = 0;                          // the event's: another may come to lie at its address
  std::shared_ptr<std::atomic<std::int64_t>> nanos;  // when a replay last came to it
};

// A capture under way: the operations so far, in an order that respects every dependency.
struct Capture {
  CaptureMode mode = CaptureMode::kGlobal;
  std::thread::id thread;
  Stream* origin = nullptr;
  bool running = true;  // until it is ended, or its origin or its context destroyed
  bool invalidated = false;
  std::vector<Operation> nodes;
  std::vector<EventNode> event_nodes;  // those of `nodes` that record one
  std::set<Stream*> forked;  // streams that an event pulled in
};

struct Stream {
  const void* context = nullptr;
  bool legacy = false;
  bool blocking = true;  // synchronises with the legacy stream
  int priority = 0;
  std::uint64_t number = 0;  // for traces; the legacy stream is 0
  Ticket last = 0;
  std::shared_ptr<Capture> capture;
  Seen seen;  // while it captures
};

struct Event {
  const void* context = nullptr;
  std::uint64_t number = 0;  // of all events, in the order they were made
  bool timing = true;
  bool recorded = false;
  Ticket ticket = 0;
  std::shared_ptr<std::atomic<std::int64_t>> nanos = std::make_shared<std::atomic<std::int64_t>>(0);  // when it was reached
  std::shared_ptr<Capture> captured;  // the capture it was recorded in
  Seen seen;                          // what came before it there
};

struct Graph {
  std::vector<Operation> nodes;
  std::vector<EventNode> event_nodes;
};

// An executable graph. `nodes` is shared with replays under way, so destroying the graph does not pull it from under them.
struct GraphExec {
  std::shared_ptr<const std::vector<Operation>> nodes;
  std::vector<EventNode> event_nodes;
  std::shared_ptr<std::uint64_t> checked_at;  // free_count() when all operands were last seen alive; the executor's
};

HandleSet<Graph>& graphs();
HandleSet<GraphExec>& graph_execs();

// Guards the state of all streams, captures and events, and which of them there are. A handle is looked up and what it points at
// used while it is held once: in between another thread may destroy it.
std::mutex& stream_mutex();

// With stream_mutex() held, each of these.

std::unordered_set<Stream*>& streams();
std::unordered_set<Event*>& events();

// The stream behind a handle, the legacy one behind null (and 1, CU_STREAM_LEGACY, and 2, per thread); null if unknown.
Stream* find_stream(void* handle);
Event* find_event(void* handle);

// As `submit`.
Status submit_to(Stream& stream, Operation operation);

// Whether work on the legacy stream would be refused now.
bool legacy_work_is_refused();

// Status for synchronising or querying a stream; fails and invalidates its capture.
Status check_synchronising(const Stream& stream);

// Begins and ends a capture.
void register_capture(const std::shared_ptr<Capture>& capture);
void release_capture(const std::shared_ptr<Capture>& capture);

// Without it, each of these.

// Status for a call that CUDA calls potentially unsafe (allocation, synchronous copies): fails and invalidates captures whose mode forbids it.
Status check_unsafe_call();

// Status for work on the legacy stream: fails and invalidates captures on blocking streams, which it would have to wait for.
Status check_legacy_work();

// Status for synchronising the context; fails and invalidates every capture.
Status check_context_synchronising();

// Destroys the streams and events of a context, which is destroyed, and ends their captures.
void free_streams_of_context(const void* context);

// Runs all nodes, on the executor's thread.
void run_graph(const std::vector<Operation>& nodes, std::uint64_t* checked_at);

}  // namespace graft::soft
