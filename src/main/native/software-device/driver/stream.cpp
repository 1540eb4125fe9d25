// Streams and events.
#include <algorithm>
#include <chrono>

#include "api.h"

using namespace graft::soft;

namespace {

constexpr unsigned kNonBlocking = 1;
constexpr unsigned kRecordExternal = 1;
constexpr unsigned kBlockingSync = 1, kDisableTiming = 2, kInterprocess = 4;

std::int64_t now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// What to wait for, or to ask after, of a stream or an event; 0 where that is nothing.
struct Awaited {
  Status status = kSuccess;  // of a call that cannot
  Ticket ticket = 0;
};

Awaited await_stream(void* handle) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Stream* stream = find_stream(handle);
  if (stream == nullptr) return {kInvalidHandle};
  if (const Status status = check_synchronising(*stream); status != kSuccess) return {status};
  return {kSuccess, stream->legacy ? last_ticket() : stream->last};
}

// One recorded in a capture stands for no moment in time.
Awaited await_event(void* handle) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Event* event = find_event(handle);
  if (event == nullptr) return {kInvalidHandle};
  if (event->captured != nullptr) {
    event->captured->invalidated = true;
    return {kCapturedEvent};
  }
  return {kSuccess, event->ticket};
}

Status wait_until_done(const Awaited& awaited) {
  if (awaited.status != kSuccess) return awaited.status;
  wait_for(awaited.ticket);
  return sticky_error();
}

Status ask_whether_done(const Awaited& awaited) {
  if (awaited.status != kSuccess) return awaited.status;
  return finished(awaited.ticket) ? sticky_error() : kNotReady;
}

}  // namespace

static int create_stream(void** stream, unsigned flags, int priority) {
  if (stream == nullptr || flags > kNonBlocking) return kInvalidValue;
  auto* made = new Stream();
  made->context = current_context_key();
  made->blocking = flags != kNonBlocking;
  made->priority = std::clamp(priority, -1, 0);
  static std::atomic<std::uint64_t> created{0};
  made->number = ++created;
  std::lock_guard<std::mutex> lock(stream_mutex());
  streams().insert(made);
  *stream = made;
  return kSuccess;
}

GRAFT_API cuStreamCreate(void** stream, unsigned flags) {
  const ApiCall api_call("cuStreamCreate");
  GRAFT_REQUIRE_CONTEXT();
  return create_stream(stream, flags, 0);
}

GRAFT_API cuStreamCreateWithPriority(void** stream, unsigned flags, int priority) {
  const ApiCall api_call("cuStreamCreateWithPriority");
  GRAFT_REQUIRE_CONTEXT();
  return create_stream(stream, flags, priority);
}

GRAFT_API cuStreamGetFlags(void* handle, unsigned* flags) {
  const ApiCall api_call("cuStreamGetFlags");
  GRAFT_REQUIRE_CONTEXT();
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Stream* stream = find_stream(handle);
  if (stream == nullptr) return kInvalidHandle;
  if (flags == nullptr) return kInvalidValue;
  *flags = stream->blocking ? 0 : kNonBlocking;
  return kSuccess;
}

GRAFT_API cuStreamGetPriority(void* handle, int* priority) {
  const ApiCall api_call("cuStreamGetPriority");
  GRAFT_REQUIRE_CONTEXT();
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Stream* stream = find_stream(handle);
  if (stream == nullptr) return kInvalidHandle;
  if (priority == nullptr) return kInvalidValue;
  *priority = stream->priority;
  return kSuccess;
}

// What is queued still runs; a capture that begins in the stream, or runs through it, is lost.
GRAFT_API cuStreamDestroy_v2(void* handle) {
  const ApiCall api_call("cuStreamDestroy_v2");
  GRAFT_REQUIRE_CONTEXT();
  std::lock_guard<std::mutex> lock(stream_mutex());
  auto* stream = static_cast<Stream*>(handle);
  if (streams().erase(stream) == 0) return kInvalidHandle;
  if (stream->capture != nullptr) {
    const auto capture = stream->capture;
    capture->invalidated = true;
    if (capture->origin == stream) {
      release_capture(capture);
    } else {
      capture->forked.erase(stream);
    }
  }
  delete stream;
  return kSuccess;
}

GRAFT_API cuStreamSynchronize(void* handle) {
  const ApiCall api_call("cuStreamSynchronize");
  GRAFT_REQUIRE_CONTEXT();
  return wait_until_done(await_stream(handle));
}

GRAFT_API cuStreamQuery(void* handle) {
  const ApiCall api_call("cuStreamQuery");
  GRAFT_REQUIRE_CONTEXT();
  return ask_whether_done(await_stream(handle));
}

GRAFT_API cuEventCreate(void** event, unsigned flags) {
  const ApiCall api_call("cuEventCreate");
  GRAFT_REQUIRE_CONTEXT();
  if (event == nullptr || flags > (kBlockingSync | kDisableTiming | kInterprocess)) return kInvalidValue;
  if ((flags & kInterprocess) != 0 && (flags & kDisableTiming) == 0) return kInvalidValue;
  auto* made = new Event();
  made->context = current_context_key();
  made->timing = (flags & kDisableTiming) == 0;
  static std::atomic<std::uint64_t> created{0};
  made->number = ++created;
  std::lock_guard<std::mutex> lock(stream_mutex());
  events().insert(made);
  *event = made;
  return kSuccess;
}

GRAFT_API cuEventDestroy_v2(void* handle) {
  const ApiCall api_call("cuEventDestroy_v2");
  GRAFT_REQUIRE_CONTEXT();
  std::lock_guard<std::mutex> lock(stream_mutex());
  auto* event = static_cast<Event*>(handle);
  if (events().erase(event) == 0) return kInvalidHandle;
  delete event;
  return kSuccess;
}

// Makes the operation that notes the moment.
static Operation recording(std::shared_ptr<std::atomic<std::int64_t>> nanos) {
  Operation operation;
  operation.name = "cuEventRecord";
  operation.run = [nanos = std::move(nanos)] { *nanos = now(); };
  return operation;
}

static int record_event(void* handle, void* stream_handle) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  Event* event = find_event(handle);
  Stream* stream = find_stream(stream_handle);
  if (event == nullptr || stream == nullptr) return kInvalidHandle;
  if (stream->capture != nullptr) {
    // In a capture an event is a dependency, no moment in time.
    if (stream->capture->invalidated) return kCaptureInvalidated;
    event->captured = stream->capture;
    event->seen = stream->seen;
    return kSuccess;
  }
  auto nanos = std::make_shared<std::atomic<std::int64_t>>(0);
  const Status status = submit_to(*stream, recording(nanos));
  if (status != kSuccess) return status;
  event->captured = nullptr;
  event->recorded = true;
  event->nanos = nanos;
  event->ticket = stream->last;
  return kSuccess;
}

// Makes a node of the graph that is captured; the event itself stays as it is until the graph is launched.
static int record_event_as_node(void* handle, void* stream_handle) {
  std::lock_guard<std::mutex> lock(stream_mutex());
  Event* event = find_event(handle);
  Stream* stream = find_stream(stream_handle);
  if (event == nullptr || stream == nullptr) return kInvalidHandle;
  if (stream->capture == nullptr) return kInvalidValue;
  auto nanos = std::make_shared<std::atomic<std::int64_t>>(0);
  const Status status = submit_to(*stream, recording(nanos));
  if (status != kSuccess) return status;
  stream->capture->event_nodes.push_back(EventNode{event, event->number, nanos});
  return kSuccess;
}

GRAFT_API cuEventRecord(void* event, void* stream) {
  const ApiCall api_call("cuEventRecord");
  GRAFT_REQUIRE_CONTEXT();
  return record_event(event, stream);
}

GRAFT_API cuEventRecordWithFlags(void* event, void* stream, unsigned flags) {
  const ApiCall api_call("cuEventRecordWithFlags");
  GRAFT_REQUIRE_CONTEXT();
  if (flags > kRecordExternal) return kInvalidValue;
  return flags == kRecordExternal ? record_event_as_node(event, stream) : record_event(event, stream);
}

GRAFT_API cuEventSynchronize(void* handle) {
  const ApiCall api_call("cuEventSynchronize");
  GRAFT_REQUIRE_CONTEXT();
  return wait_until_done(await_event(handle));
}

GRAFT_API cuEventQuery(void* handle) {
  const ApiCall api_call("cuEventQuery");
  GRAFT_REQUIRE_CONTEXT();
  return ask_whether_done(await_event(handle));
}

GRAFT_API cuEventElapsedTime(float* milliseconds, void* from_handle, void* to_handle) {
  const ApiCall api_call("cuEventElapsedTime");
  GRAFT_REQUIRE_CONTEXT();
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Event* from = find_event(from_handle);
  const Event* to = find_event(to_handle);
  if (from == nullptr || to == nullptr) return kInvalidHandle;
  if (milliseconds == nullptr) return kInvalidValue;
  if (from->captured != nullptr || to->captured != nullptr) return kCapturedEvent;
  if (!from->recorded || !to->recorded || !from->timing || !to->timing) return kInvalidHandle;
  if (!finished(from->ticket) || !finished(to->ticket)) return kNotReady;
  *milliseconds = static_cast<float>(static_cast<double>(*to->nanos - *from->nanos) * 1e-6);
  return kSuccess;
}

// All streams run in the order of submission, so waiting for an event recorded before needs no work; in a capture it
// pulls the stream in, or joins it.
GRAFT_API cuStreamWaitEvent(void* stream_handle, void* event_handle, unsigned flags) {
  const ApiCall api_call("cuStreamWaitEvent");
  GRAFT_REQUIRE_CONTEXT();
  std::lock_guard<std::mutex> lock(stream_mutex());
  Stream* stream = find_stream(stream_handle);
  Event* event = find_event(event_handle);
  if (stream == nullptr || event == nullptr) return kInvalidHandle;
  if (flags > 1) return kInvalidValue;
  if (stream->capture != nullptr && stream->capture->invalidated) return kCaptureInvalidated;
  if (event->captured == nullptr) {
    if (stream->capture == nullptr) return kSuccess;
    if (!event->recorded) return kSuccess;
    stream->capture->invalidated = true;
    return kCaptureIsolation;
  }
  if (!event->captured->running) return kCapturedEvent;
  if (stream->capture == nullptr) {
    if (stream->legacy) {
      event->captured->invalidated = true;
      return kCaptureImplicit;
    }
    stream->capture = event->captured;
    stream->capture->forked.insert(stream);
    stream->seen = event->seen;
    stream->seen[stream]++;  // a fork is something to join even where no work follows
    return kSuccess;
  }
  if (stream->capture != event->captured) {
    stream->capture->invalidated = true;
    event->captured->invalidated = true;
    return kCaptureMerge;
  }
  for (const auto& [other, count] : event->seen) stream->seen[other] = std::max(stream->seen[other], count);
  return kSuccess;
}
