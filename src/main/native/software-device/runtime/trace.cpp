#include "trace.h"

#include <jni.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>

#include "executor.h"
#include "planted.h"

namespace graft::soft {

namespace {

std::atomic<bool> recording{false};
std::atomic<std::int64_t> event_count{0}, max_events{0};
std::atomic<std::uint64_t> submission_count{0};
std::atomic<std::int64_t> begun{0};

std::mutex buffers_mutex;
// Neither the list nor a buffer is destroyed: other threads may still call while the process ends.
std::vector<TraceBuffer*>& buffers() {
  static auto* all = new std::vector<TraceBuffer*>();
  return *all;
}

std::int64_t now() { return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

TraceBuffer* register_thread() {
  auto* made = new TraceBuffer();
  made->thread = static_cast<std::uint64_t>(syscall(SYS_gettid));
  char name[16] = "";
  pthread_getname_np(pthread_self(), name, sizeof(name));
  made->thread_name = name;
  std::lock_guard<std::mutex> lock(buffers_mutex);
  buffers().push_back(made);
  return made;
}

void record(const TraceEvent& event) {
  thread_local TraceBuffer* const buffer = register_thread();
  if (event_count.fetch_add(1, std::memory_order_relaxed) >= max_events.load(std::memory_order_relaxed)) return;
  std::lock_guard<std::mutex> lock(buffer->mutex);
  buffer->events.push_back(event);
}

struct OpenRange {
  const Range* range;  // null if it began untraced, or when the trace was full
  std::int64_t begin;
};

thread_local std::vector<OpenRange> open_ranges;
thread_local const Range* innermost_range = nullptr;
thread_local Span* innermost_span = nullptr;
thread_local OperationSpan* innermost_operation = nullptr;

}  // namespace

bool tracing() { return recording.load(std::memory_order_relaxed); }

Span::Span() {
  if (!tracing()) return;
  outer_ = innermost_span;
  innermost_span = this;
  begin_ = now();
}

void Span::leave() { innermost_span = outer_; }

ApiCall::ApiCall(const char* name) : name_(name) {
  count_call(name);
  meet_planted_end(name);
}

ApiCall::~ApiCall() {
  if (begin_ < 0) return;
  TraceEvent event{TraceEvent::Kind::kCall, name_, begin_, now()};
  event.copied = copied_;
  event.direction = direction_;
  event.origin.range = innermost_range;
  leave();
  record(event);
}

OperationSpan::OperationSpan(const Operation& operation) : operation_(operation) {
  if (begin_ < 0) return;
  outer_ = innermost_operation;
  innermost_operation = this;
}

OperationSpan::~OperationSpan() {
  if (begin_ < 0) return;
  TraceEvent event{TraceEvent::Kind::kOperation, operation_.name, begin_, now()};
  event.copied = copied_;
  event.direction = direction_;
  event.origin = operation_.origin;
  event.launch = operation_.launch;
  event.flops = operation_.flops;
  event.has_nodes = has_nodes_;
  for (const Operand& operand : operation_.operands) (operand.written ? event.written : event.read) += static_cast<std::int64_t>(operand.bytes);
  if (outer_ != nullptr) {
    event.replay = outer_->operation_.origin;
    outer_->has_nodes_ = true;
  }
  innermost_operation = outer_;
  leave();
  record(event);
}

Origin trace_submission(std::uint64_t stream, bool captured) {
  Origin origin;
  origin.range = innermost_range;
  origin.stream = stream;
  if (captured) return origin;
  origin.submission = submission_count.fetch_add(1, std::memory_order_relaxed) + 1;
  const std::int64_t moment = now();
  TraceEvent event{TraceEvent::Kind::kSubmission, "", moment, moment};
  event.origin = origin;
  record(event);
  return origin;
}

void trace_copy(CopyDirection direction, std::size_t bytes) {
  if (innermost_span == nullptr) return;
  innermost_span->copied_ += static_cast<std::int64_t>(bytes);
  innermost_span->direction_ = direction;
}

int push_range(const char* name) {
  const bool full = event_count.load(std::memory_order_relaxed) >= max_events.load(std::memory_order_relaxed);
  const bool traced = tracing() && !full;
  if (tracing() && full) event_count.fetch_add(1, std::memory_order_relaxed);
  if (traced) innermost_range = new Range{name, innermost_range};
  open_ranges.push_back({traced ? innermost_range : nullptr, traced ? now() : 0});
  return static_cast<int>(open_ranges.size()) - 1;
}

int pop_range() {
  if (open_ranges.empty()) return -1;
  const OpenRange ended = open_ranges.back();
  open_ranges.pop_back();
  if (ended.range != nullptr) {
    innermost_range = ended.range->outer;
    if (tracing()) record({TraceEvent::Kind::kRange, ended.range->name.c_str(), ended.begin, now()});
  }
  return static_cast<int>(open_ranges.size());
}

static std::int64_t left_out() { return std::max<std::int64_t>(0, event_count - max_events); }

// With nothing of what was submitted before.
static void start_recording(std::int64_t limit) {
  wait_for(last_ticket());
  std::lock_guard<std::mutex> lock(buffers_mutex);
  for (TraceBuffer* buffer : buffers()) {
    std::lock_guard<std::mutex> buffer_lock(buffer->mutex);
    buffer->events.clear();
  }
  event_count = 0;
  max_events = limit;
  begun = now();
  recording = true;
}

// With all that was submitted before.
static int stop_recording(const char* path) {
  wait_for(last_ticket());
  recording = false;
  std::lock_guard<std::mutex> lock(buffers_mutex);
  return write_trace(path, buffers(), begun, left_out());
}

}  // namespace graft::soft

#define GRAFT_JNI(type, name) extern "C" GRAFT_SHARED JNIEXPORT type JNICALL Java_graft_device_SoftwareDevice_##name

GRAFT_JNI(void, startTrace)(JNIEnv*, jclass, jlong limit) { graft::soft::start_recording(limit); }

// 0 or the errno of what went wrong with the file.
GRAFT_JNI(jint, stopTrace)(JNIEnv* env, jclass, jstring path) {
  const char* text = env->GetStringUTFChars(path, nullptr);
  if (text == nullptr) return ENOMEM;
  const int error = graft::soft::stop_recording(text);
  env->ReleaseStringUTFChars(path, text);
  return error;
}

GRAFT_JNI(jlongArray, traceCounts)(JNIEnv* env, jclass) {
  const jlong left_out = graft::soft::left_out();
  const jlong counts[2] = {graft::soft::event_count - left_out, left_out};
  jlongArray array = env->NewLongArray(2);
  if (array != nullptr) env->SetLongArrayRegion(array, 0, 2, counts);
  return array;
}
