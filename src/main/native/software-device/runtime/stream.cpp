#include "stream.h"

#include <set>
#include <string_view>

#include "check/mode.h"
#include "memory.h"
#include "planted.h"
#include "status.h"
#include "trace.h"

namespace graft::soft {

namespace {

std::set<std::shared_ptr<Capture>>& captures() {
  static auto* all = new std::set<std::shared_ptr<Capture>>();
  return *all;
}

Stream* legacy_stream() {
  static auto* stream = [] {
    auto* made = new Stream();
    made->legacy = true;
    return made;
  }();
  return stream;
}

bool forbids_unsafe_calls(const Capture& capture) {
  return capture.mode == CaptureMode::kGlobal || (capture.mode == CaptureMode::kThreadLocal && capture.thread == std::this_thread::get_id());
}

}  // namespace

std::mutex& stream_mutex() {
  static auto* mutex = new std::mutex();
  return *mutex;
}

std::unordered_set<Stream*>& streams() {
  static auto* set = new std::unordered_set<Stream*>();
  return *set;
}
std::unordered_set<Event*>& events() {
  static auto* set = new std::unordered_set<Event*>();
  return *set;
}
HandleSet<Graph>& graphs() {
  static auto* set = new HandleSet<Graph>();
  return *set;
}
HandleSet<GraphExec>& graph_execs() {
  static auto* set = new HandleSet<GraphExec>();
  return *set;
}

Stream* find_stream(void* handle) {
  const auto value = reinterpret_cast<std::uintptr_t>(handle);
  if (value <= 2) return legacy_stream();
  auto* stream = static_cast<Stream*>(handle);
  return streams().count(stream) == 1 ? stream : nullptr;
}

Event* find_event(void* handle) {
  auto* event = static_cast<Event*>(handle);
  return events().count(event) == 1 ? event : nullptr;
}

bool stream_exists(void* handle) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  return find_stream(handle) != nullptr;
}

bool stream_of(void* handle, const void* context) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Stream* stream = find_stream(handle);
  return stream != nullptr && (stream->legacy || stream->context == context);
}

bool stream_capturing(void* handle) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Stream* stream = find_stream(handle);
  return stream != nullptr && stream->capture != nullptr;
}

Status check_unsafe_call() {
  std::lock_guard<std::mutex> lock(stream_mutex());
  Status status = kSuccess;
  for (const auto& capture : captures()) {
    if (forbids_unsafe_calls(*capture)) {
      capture->invalidated = true;
      status = kCaptureUnsupported;
    }
  }
  return status;
}

// Whether a stream that synchronises with the legacy stream takes part.
static bool has_blocking_stream(const Capture& capture) {
  if (capture.origin->blocking) return true;
  for (const Stream* stream : capture.forked)
    if (stream->blocking) return true;
  return false;
}

bool legacy_work_is_refused() {
  for (const auto& capture : captures())
    if (has_blocking_stream(*capture)) return true;
  return false;
}

static Status check_legacy_work_locked() {
  Status status = kSuccess;
  for (const auto& capture : captures()) {
    if (has_blocking_stream(*capture)) {
      capture->invalidated = true;
      status = kCaptureImplicit;
    }
  }
  return status;
}

Status check_legacy_work() {
  std::lock_guard<std::mutex> lock(stream_mutex());
  return check_legacy_work_locked();
}

Status check_synchronising(const Stream& stream) {
  if (stream.legacy) return check_legacy_work_locked();
  if (stream.capture == nullptr) return kSuccess;
  stream.capture->invalidated = true;
  return kCaptureUnsupported;
}

Status check_context_synchronising() {
  std::lock_guard<std::mutex> lock(stream_mutex());
  Status status = kSuccess;
  for (const auto& capture : captures()) {
    capture->invalidated = true;
    status = kCaptureUnsupported;
  }
  return status;
}

void register_capture(const std::shared_ptr<Capture>& capture) { captures().insert(capture); }

void release_capture(const std::shared_ptr<Capture>& capture) {
  capture->running = false;
  capture->origin->capture = nullptr;
  for (Stream* stream : capture->forked) stream->capture = nullptr;
  captures().erase(capture);
}

// Takes out and answers those that a context owns.
template <class T>
static std::vector<T*> take_of_context(std::unordered_set<T*>& all, const void* context) {
  std::vector<T*> taken;
  for (T* each : all)
    if (each->context == context) taken.push_back(each);
  for (T* each : taken) all.erase(each);
  return taken;
}

void free_streams_of_context(const void* context) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  for (Stream* stream : take_of_context(streams(), context)) {
    if (const auto capture = stream->capture; capture != nullptr) release_capture(capture);
    delete stream;
  }
  for (Event* event : take_of_context(events(), context)) delete event;
}

// Whether an operation's code has been loaded, by a run outside of captures; with stream_mutex() held.
static std::set<std::string_view>& loaded_code() {
  static auto* names = new std::set<std::string_view>();
  return *names;
}

Status submit_to(Stream& stream, Operation operation) {
  if (sticky_error() != kSuccess) return sticky_error();
  // What is queued before a context is destroyed is waited for; after that nothing is.
  if (context_is_gone()) return kContextIsDestroyed;
  plant_wrong_number(&operation);
  if (stream.capture != nullptr) {
    Capture& capture = *stream.capture;
    if (operation.once) {
      capture.invalidated = true;
      return kCaptureUnsupported;
    }
    if (capture.invalidated) return kCaptureInvalidated;
    if (operation.loads_code && loaded_code().count(operation.name) == 0) {
      capture.invalidated = true;
      return kCaptureUnsupported;
    }
    if (tracing()) operation.origin = trace_submission(stream.number, true);
    capture.nodes.push_back(std::move(operation));
    stream.seen[&stream]++;
    return kSuccess;
  }
  if (stream.legacy) {
    if (Status status = check_legacy_work_locked(); status != kSuccess) return status;
  }
  if (operation.loads_code) loaded_code().insert(operation.name);
  if (tracing()) operation.origin = trace_submission(stream.number, false);
  stream.last = enqueue([held = std::move(operation)] { run_operation(held); });
  return kSuccess;
}

Status submit(void* handle, Operation operation) {
  if (sticky_error() != kSuccess) return sticky_error();
  std::lock_guard<std::mutex> lock(stream_mutex());
  Stream* stream = find_stream(handle);
  return stream == nullptr ? kInvalidHandle : submit_to(*stream, std::move(operation));
}

void run_graph(const std::vector<Operation>& nodes, std::uint64_t* checked_at) {
  // What was alive at the last replay still is if nothing was freed since: replays look again only then.
  const std::uint64_t frees = free_count() + 1;
  if (*checked_at != frees || check::mode().any()) {
    for (const Operation& node : nodes) run_operation(node);
    *checked_at = frees;
    return;
  }
  for (const Operation& node : nodes) {
    if (sticky_error() != kSuccess) return;
    const OperationSpan span(node);
    node.run();
  }
}

}  // namespace graft::soft
