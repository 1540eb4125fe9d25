// What the software device does and when: calls, operations and ranges, kept by thread until a Chrome trace is written.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "counters.h"
#include "runtime.h"

namespace graft::soft {

// A range of the host's program, open while something was submitted. Never freed: captured operations refer to it for as
// long as they can be replayed.
struct Range {
  std::string name;
  const Range* outer;
};

struct TraceEvent {
  enum class Kind { kCall, kOperation, kRange, kSubmission };
  Kind kind;
  const char* name;
  std::int64_t begin, end;  // nanoseconds of the steady clock
  std::int64_t copied = 0;  // bytes, in `direction`
  CopyDirection direction = CopyDirection::kHostToDevice;
  Origin origin{};
  // Of operations only.
  LaunchDimensions launch{};
  double flops = 0;
  std::int64_t read = 0, written = 0;  // bytes of the operands
  bool has_nodes = false;              // the launch of a graph: its nodes are events of their own
  Origin replay{};                     // of a graph's node: the origin of the launch that runs it
};

// The events of one thread.
struct TraceBuffer {
  std::mutex mutex;  // contended only while a trace is written
  std::uint64_t thread;
  std::string thread_name;
  std::deque<TraceEvent> events;
};

bool tracing();

// Where an operation that is submitted now comes from; notes the moment, unless it is captured and does not run yet.
Origin trace_submission(std::uint64_t stream, bool captured);

// Adds to the call or the operation that this thread is in.
void trace_copy(CopyDirection direction, std::size_t bytes);

// Notes an operation for as long as it runs, on the executor's thread.
class OperationSpan : private Span {
 public:
  explicit OperationSpan(const Operation& operation);
  ~OperationSpan();

 private:
  const Operation& operation_;
  OperationSpan* outer_ = nullptr;
  bool has_nodes_ = false;
};

// NVTX's pair, on the calling thread: the depth of the range that begins or ends, from 0; negative without an open range.
int push_range(const char* name);
int pop_range();

// Writes a recording as a Chrome trace. `begin` is its time 0; answers 0 or an errno.
int write_trace(const char* path, const std::vector<TraceBuffer*>& buffers, std::int64_t begin, std::int64_t left_out);

}  // namespace graft::soft
