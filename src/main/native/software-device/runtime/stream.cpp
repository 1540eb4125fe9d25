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

HandleSet<Stream>& streams() {
  static auto* set = new HandleSet<Stream>();
  return *set;
}
HandleSet<Event>& events() {
  static auto* set = new HandleSet<Event>();
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
  return streams().contains(stream) ? stream : nullptr;
}

bool stream_exists(void* stream) { return find_stream(stream) != nullptr; }

bool stream_of(void* handle, const void* context) {
  const Stream* stream = find_stream(handle);
  return stream != nullptr && (stream->legacy || stream->context == context);
}

bool stream_capturing(void* handle) {
  Stream* stream = find_stream(handle);
  if (stream == nullptr) return false;
  std::lock_guard<std::mutex> lock(stream_mutex());
  return stream->capture != nullptr;
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
  std::lock_guard<std::mutex> lock(stream_mutex());
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

Status check_synchronising(Stream* stream) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  if (stream->legacy) return check_legacy_work_locked();
  if (stream->capture == nullptr) return kSuccess;
  stream->capture->invalidated = true;
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

void free_streams_of_context(const void* context) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  for (Stream* stream : streams().take_if([&](const Stream& each) { return each.context == context; })) {
    if (const auto capture = stream->capture; capture != nullptr) release_capture(capture);
    delete stream;
  }
  for (Event* event : events().take_if([&](const Event& each) { return each.context == context; })) delete event;
}

// Whether an operation's code has been loaded, by a run outside of captures; with stream_mutex() held.
static std::set<std::string_view>& loaded_code() {
  static auto* names = new std::set<std::string_view>();
  return *names;
}

Status submit(void* handle, Operation operation) {
  if (sticky_error() != kSuccess) return sticky_error();
  plant_wrong_number(&operation);
  Stream* stream = find_stream(handle);
  if (stream == nullptr) return kInvalidHandle;
  std::lock_guard<std::mutex> lock(stream_mutex());
  if (stream->capture != nullptr) {
    Capture& capture = *stream->capture;
    if (capture.invalidated) return kCaptureInvalidated;
    if (operation.loads_code && loaded_code().count(operation.name) == 0) {
      capture.invalidated = true;
      return kCaptureUnsupported;
    }
    if (tracing()) operation.origin = trace_submission(stream->number, true);
    capture.nodes.push_back(std::move(operation));
    stream->seen[stream]++;
    return kSuccess;
  }
  if (stream->legacy) {
    if (Status status = check_legacy_work_locked(); status != kSuccess) return status;
  }
  if (operation.loads_code) loaded_code().insert(operation.name);
  if (tracing()) operation.origin = trace_submission(stream->number, false);
  stream->last = enqueue([held = std::move(operation)] { run_operation(held); });
  return kSuccess;
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
