// Writes a recording in Chrome's Trace Event Format (JSON object form), which Perfetto opens. Process 1 is the host: a track
// for each thread, with the ranges it opened and the calls it made. Process 2 is the device: what it ran, and above that the
// ranges that the work came from, which also hold for the nodes of a replayed graph.
#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>

#include "trace.h"

namespace graft::soft {

namespace {

constexpr int kHost = 1, kDevice = 2;
constexpr std::uint64_t kWork = 1, kRanges = 2;  // the device's tracks

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return result;
}

// From the outermost to the innermost.
std::vector<const Range*> chain_of(const Range* innermost) {
  std::vector<const Range*> chain;
  for (const Range* range = innermost; range != nullptr; range = range->outer) chain.push_back(range);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

// A range as the device comes by it: each replay of a captured one is an instance of its own.
struct Level {
  const Range* range;
  std::uint64_t replay;  // the launch's submission; 0 if it was not captured
  std::int64_t begin = 0;
};

// The ranges around an operation. A graph's node is in those of the launch, and within them in those of its capture that the
// two do not have in common.
std::vector<Level> path_of(const TraceEvent& event) {
  std::vector<Level> path;
  const std::vector<const Range*> launched = chain_of(event.replay.range), submitted = chain_of(event.origin.range);
  std::size_t common = 0;
  while (common < launched.size() && common < submitted.size() && launched[common] == submitted[common]) common++;
  for (const Range* range : launched) path.push_back({range, 0});
  for (std::size_t i = common; i < submitted.size(); i++) path.push_back({submitted[i], event.replay.submission});
  return path;
}

const char* direction_name(CopyDirection direction) {
  switch (direction) {
    case CopyDirection::kHostToDevice: return "host to device";
    case CopyDirection::kDeviceToHost: return "device to host";
    default: return "device to device";
  }
}

class Writer {
 public:
  Writer(std::FILE* file, std::int64_t begin) : file_(file), begin_(begin) {}

  void open(std::int64_t left_out) {
    print("{\"displayTimeUnit\":\"ns\",\"otherData\":{\"left_out\":%lld},\"traceEvents\":[", static_cast<long long>(left_out));
  }
  void close() { print("\n]}\n"); }

  void name(const char* what, int process, std::uint64_t thread, const std::string& name) {
    event();
    print("\"ph\":\"M\",\"name\":\"%s\",\"pid\":%d,\"tid\":%llu,\"args\":{\"name\":\"%s\"}}", what, process, static_cast<unsigned long long>(thread), escaped(name).c_str());
  }

  void slice(const char* category, const std::string& name, int process, std::uint64_t thread, std::int64_t from, std::int64_t to, const std::string& arguments) {
    event();
    print("\"ph\":\"X\",\"cat\":\"%s\",\"name\":\"%s\",\"pid\":%d,\"tid\":%llu,\"ts\":%.3f,\"dur\":%.3f,\"args\":{%s}}", category, escaped(name).c_str(), process,
          static_cast<unsigned long long>(thread), micros(from - begin_), micros(to - from), arguments.c_str());
  }

  // An end of an arrow from a call to the operation that it submitted.
  void arrow(const char* phase, std::uint64_t id, int process, std::uint64_t thread, std::int64_t at) {
    event();
    print("\"ph\":%s,\"cat\":\"submission\",\"name\":\"submission\",\"id\":%llu,\"pid\":%d,\"tid\":%llu,\"ts\":%.3f}", phase, static_cast<unsigned long long>(id), process,
          static_cast<unsigned long long>(thread), micros(at - begin_));
  }

 private:
  std::FILE* file_;
  std::int64_t begin_;
  bool first_ = true;

  static double micros(std::int64_t nanos) { return static_cast<double>(nanos) * 1e-3; }

  void event() {
    std::fputs(first_ ? "\n{" : ",\n{", file_);
    first_ = false;
  }

  __attribute__((format(printf, 2, 3))) void print(const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    std::vfprintf(file_, format, arguments);
    va_end(arguments);
  }
};

// The members of a JSON object.
class Arguments {
 public:
  void text(const char* key, const std::string& value) { member(key) += "\"" + escaped(value) + "\""; }
  void number(const char* key, std::int64_t value) { member(key) += std::to_string(value); }
  void number(const char* key, double value) {
    char digits[32];
    std::snprintf(digits, sizeof(digits), "%.6g", value);
    member(key) += digits;
  }
  const std::string& json() const { return json_; }

 private:
  std::string json_;

  std::string& member(const char* key) { return json_ += (json_.empty() ? "\"" : ",\"") + std::string(key) + "\":"; }
};

std::string path_text(const TraceEvent& event) {
  std::string text;
  for (const Level& level : path_of(event)) text += (text.empty() ? "" : "/") + level.range->name;
  return text;
}

std::string dimensions(const unsigned (&extents)[3]) {
  return std::to_string(extents[0]) + "x" + std::to_string(extents[1]) + "x" + std::to_string(extents[2]);
}

void add_copy(const TraceEvent& event, Arguments& arguments) {
  if (event.copied == 0) return;
  arguments.number("bytes_copied", event.copied);
  arguments.text("direction", direction_name(event.direction));
}

std::string operation_arguments(const TraceEvent& event) {
  Arguments arguments;
  const bool kernel = event.launch.grid[0] != 0;
  arguments.number("stream", static_cast<std::int64_t>(event.origin.stream));
  if (const std::string path = path_text(event); !path.empty()) arguments.text("range", path);
  if (kernel) {
    arguments.text("grid", dimensions(event.launch.grid));
    arguments.text("block", dimensions(event.launch.block));
  }
  add_copy(event, arguments);
  // How far a kernel goes from its pointers is not known.
  if (!kernel && event.read > 0) arguments.number("bytes_read", event.read);
  if (!kernel && event.written > 0) arguments.number("bytes_written", event.written);
  if (event.flops > 0) {
    arguments.number("flops", static_cast<std::int64_t>(event.flops));
    arguments.number("gflops_per_second", event.flops / static_cast<double>(std::max<std::int64_t>(1, event.end - event.begin)));
  }
  return arguments.json();
}

void write_host(Writer& writer, const TraceBuffer& buffer, const TraceEvent& event) {
  if (event.kind == TraceEvent::Kind::kSubmission) {
    writer.arrow("\"s\"", event.origin.submission, kHost, buffer.thread, event.begin);
    return;
  }
  Arguments arguments;
  add_copy(event, arguments);
  writer.slice(event.kind == TraceEvent::Kind::kCall ? "call" : "range", event.name, kHost, buffer.thread, event.begin, event.end, arguments.json());
}

void write_operation(Writer& writer, const TraceEvent& event) {
  const char* category = event.launch.grid[0] != 0 ? "kernel" : event.has_nodes ? "graph" : "operation";
  writer.slice(category, event.name, kDevice, kWork, event.begin, event.end, operation_arguments(event));
  if (event.origin.submission != 0) writer.arrow("\"f\",\"bp\":\"e\"", event.origin.submission, kDevice, kWork, event.begin);
}

// The ranges that the operations come from, as the device ran them: each from the first of its operations to the last.
class DeviceRanges {
 public:
  explicit DeviceRanges(Writer& writer) : writer_(writer) {}

  void add(const TraceEvent& event) {
    std::vector<Level> path = path_of(event);
    std::size_t common = 0;
    while (common < open_.size() && common < path.size() && open_[common].range == path[common].range && open_[common].replay == path[common].replay) common++;
    close_to(common);
    for (std::size_t i = common; i < path.size(); i++) {
      path[i].begin = event.begin;
      open_.push_back(path[i]);
    }
    last_ = event.end;
  }

  void close_to(std::size_t depth) {
    for (; open_.size() > depth; open_.pop_back())
      writer_.slice("range", open_.back().range->name, kDevice, kRanges, open_.back().begin, last_, "");
  }

 private:
  Writer& writer_;
  std::vector<Level> open_;
  std::int64_t last_ = 0;
};

// Outer events first.
bool precedes(const TraceEvent* a, const TraceEvent* b) { return a->begin != b->begin ? a->begin < b->begin : a->end > b->end; }

void write_names(Writer& writer) {
  writer.name("process_name", kHost, 0, "host");
  writer.name("process_name", kDevice, 0, "software device");
  writer.name("thread_name", kDevice, kWork, "work");
  writer.name("thread_name", kDevice, kRanges, "ranges of the work");
}

void write_buffer(Writer& writer, const TraceBuffer& buffer, std::int64_t begin) {
  std::vector<const TraceEvent*> events;
  for (const TraceEvent& event : buffer.events)
    if (event.begin >= begin) events.push_back(&event);
  std::stable_sort(events.begin(), events.end(), precedes);
  DeviceRanges ranges(writer);
  bool host = false;
  for (const TraceEvent* event : events) {
    if (event->kind == TraceEvent::Kind::kOperation) {
      write_operation(writer, *event);
      if (!event->has_nodes) ranges.add(*event);
    } else {
      host = true;
      write_host(writer, buffer, *event);
    }
  }
  ranges.close_to(0);
  if (host) writer.name("thread_name", kHost, buffer.thread, buffer.thread_name);
}

}  // namespace

int write_trace(const char* path, const std::vector<TraceBuffer*>& buffers, std::int64_t begin, std::int64_t left_out) {
  std::FILE* file = std::fopen(path, "w");
  if (file == nullptr) return errno;
  Writer writer(file, begin);
  writer.open(left_out);
  write_names(writer);
  for (TraceBuffer* buffer : buffers) {
    std::lock_guard<std::mutex> lock(buffer->mutex);
    write_buffer(writer, *buffer, begin);
  }
  writer.close();
  const bool failed = std::ferror(file) != 0;
  const int error = errno;
  if (std::fclose(file) != 0) return errno;
  return failed ? (error != 0 ? error : EIO) : 0;
}

}  // namespace graft::soft
