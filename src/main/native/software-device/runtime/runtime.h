// The seam between the software device's three libraries: what libcuda.so.1 offers our cuBLAS and cuDNN.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <vector>

#include "kernels.h"

#define GRAFT_SHARED __attribute__((visibility("default")))

namespace graft::soft {

using Status = int;  // a CUresult value

// A stretch of device memory that an operation reads or writes.
struct Operand {
  const void* address;
  std::size_t bytes;
  bool written;
};

struct Range;

// Where an operation comes from, for traces.
struct Origin {
  const Range* range = nullptr;  // that was open on the submitting thread
  std::uint64_t submission = 0;  // the how-manieth; 0 if it was captured
  std::uint64_t stream = 0;      // its number
};

// One asynchronous piece of work. Everything it needs is held by value: the caller's arguments are gone when it runs.
struct Operation {
  const char* name = "";          // lives for ever
  std::vector<Operand> operands;  // looked at when the operation runs: one that is not alive is an illegal address (700)
  std::function<void()> run;
  bool tracks_memory = false;     // tells GRAFT_CHECK itself what it reads and defines; else its operands do
  bool loads_code = false;        // at its first run in a process, as libraries do: refused in a capture until then
  bool once = false;              // what it works on is there only now: refused in a capture
  // For traces.
  double flops = 0;           // 0 where it means nothing
  LaunchDimensions launch{};  // of a kernel
  Origin origin;              // set when it is submitted
};

// Puts an operation behind everything submitted to a stream before, or into the graph that the stream is capturing.
// Answers 0, the status of a stream or a capture that cannot take it, or the context's sticky error.
GRAFT_SHARED Status submit(void* stream, Operation operation);

// Makes an error sticky: every later call of the driver answers it until the process ends.
GRAFT_SHARED void fail_context(Status status);

GRAFT_SHARED bool stream_exists(void* stream);           // null is the legacy default stream
GRAFT_SHARED bool stream_of(void* stream, const void* context);  // the legacy one is of every context
GRAFT_SHARED bool stream_capturing(void* stream);
GRAFT_SHARED bool context_is_current();                                          // on the calling thread, and alive
GRAFT_SHARED bool context_is_gone();                                             // the one that is current was destroyed
GRAFT_SHARED const void* current_context_key();                                  // of the calling thread, for what it owns
GRAFT_SHARED bool device_range_is_live(const void* address, std::size_t bytes);  // wholly inside one allocation

enum class CopyDirection { kHostToDevice, kDeviceToHost, kDeviceToDevice };

// A stretch of time of one thread, if a trace is recorded.
class Span {
 public:
  Span(const Span&) = delete;
  Span& operator=(const Span&) = delete;

 protected:
  Span();
  ~Span() = default;
  void leave();

  std::int64_t begin_ = -1;  // negative if nothing is recorded
  std::int64_t copied_ = 0;
  CopyDirection direction_ = CopyDirection::kHostToDevice;

 private:
  friend void trace_copy(CopyDirection direction, std::size_t bytes);
  Span* outer_ = nullptr;
};

// Stands first in every API function: counts the call, and notes it in a trace for as long as it lasts.
class GRAFT_SHARED ApiCall : private Span {
 public:
  explicit ApiCall(const char* name);
  ~ApiCall();

 private:
  const char* name_;
};

// Names a function that the software device lacks on standard error, once.
GRAFT_SHARED void report_unimplemented(const char* api_name);

// A borrowed callable: no allocation, alive as long as the call it is passed to.
template <class Signature>
class FunctionRef;
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  template <class Callable, class = std::enable_if_t<!std::is_same_v<std::decay_t<Callable>, FunctionRef>>>
  FunctionRef(Callable&& callable)
      : object_(const_cast<void*>(static_cast<const void*>(&callable))), call_([](void* object, Arguments... arguments) -> Result {
          return (*static_cast<std::remove_reference_t<Callable>*>(object))(std::forward<Arguments>(arguments)...);
        }) {}
  Result operator()(Arguments... arguments) const { return call_(object_, std::forward<Arguments>(arguments)...); }

 private:
  void* object_;
  Result (*call_)(void*, Arguments...);
};

// How many threads work: GRAFT_THREADS, or the cores that this process may use by its affinity and its container's quota; fewer
// where so many cannot be started.
GRAFT_SHARED int threads();

// Splits [0, n) into one contiguous part a thread, none smaller than `grain`, and waits for all. Called by the executor's
// thread only, so that oneDNN and our own loops share one OpenMP team.
GRAFT_SHARED void parallel_for(std::int64_t n, std::int64_t grain, FunctionRef<void(std::int64_t begin, std::int64_t end)> body);

// The live handles of one kind: what is null, foreign or destroyed is not among them.
template <class T>
class HandleSet {
 public:
  void insert(T* handle) {
    std::lock_guard<std::mutex> lock(mutex_);
    live_.insert(handle);
  }
  bool erase(T* handle) {
    std::lock_guard<std::mutex> lock(mutex_);
    return live_.erase(handle) == 1;
  }
  // Calls `use` with a live handle, which no other thread takes out meanwhile; false where it is not live.
  template <class Use>
  bool with(T* handle, Use use) const {
    std::lock_guard<std::mutex> lock(mutex_);
    if (live_.count(handle) == 0) return false;
    use(*handle);
    return true;
  }
  bool contains(T* handle) const {
    std::lock_guard<std::mutex> lock(mutex_);
    return live_.count(handle) == 1;
  }

 private:
  mutable std::mutex mutex_;
  std::unordered_set<T*> live_;
};

}  // namespace graft::soft
