// Stream capture and graphs.
#include <algorithm>

#include "api.h"

using namespace graft::soft;

namespace {

// With stream_mutex() held, as the next.
bool all_alive(const std::vector<EventNode>& nodes) {
  for (const EventNode& node : nodes)
    if (find_event(node.event) == nullptr || node.event->number != node.number) return false;
  return true;
}

// After a launch: its event nodes are what their events were last recorded by, or part of the capture it went into.
void record_events(const std::vector<EventNode>& nodes, Stream& stream) {
  if (stream.capture != nullptr) {
    auto& outer = stream.capture->event_nodes;
    outer.insert(outer.end(), nodes.begin(), nodes.end());
    return;
  }
  for (const EventNode& node : nodes) {
    node.event->captured = nullptr;
    node.event->recorded = true;
    node.event->nanos = node.nanos;
    node.event->ticket = stream.last;
  }
}

}  // namespace

GRAFT_API cuStreamBeginCapture_v2(void* handle, int mode) {
  const ApiCall api_call("cuStreamBeginCapture_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (mode < 0 || mode > 2) return kInvalidValue;
  std::lock_guard<std::mutex> lock(stream_mutex());
  Stream* stream = find_stream(handle);
  if (stream == nullptr) return kInvalidHandle;
  if (stream->legacy) return kCaptureUnsupported;
  if (stream->capture != nullptr) return kIllegalState;
  auto capture = std::make_shared<Capture>();
  capture->mode = static_cast<CaptureMode>(mode);
  capture->thread = std::this_thread::get_id();
  capture->origin = stream;
  stream->capture = capture;
  stream->seen.clear();
  register_capture(capture);
  return kSuccess;
}

GRAFT_API cuStreamEndCapture(void* handle, void** graph) {
  const ApiCall api_call("cuStreamEndCapture");
  GRAFT_REQUIRE_CONTEXT();
  if (graph == nullptr) return kInvalidValue;
  *graph = nullptr;
  std::lock_guard<std::mutex> lock(stream_mutex());
  Stream* stream = find_stream(handle);
  if (stream == nullptr) return kInvalidHandle;
  const auto capture = stream->capture;
  if (capture == nullptr) return kIllegalState;
  if (capture->origin != stream) {
    capture->invalidated = true;
    return kCaptureUnmatched;
  }
  if (capture->mode != CaptureMode::kRelaxed && capture->thread != std::this_thread::get_id()) return kCaptureWrongThread;
  bool joined = true;
  for (const Stream* fork : capture->forked) joined &= stream->seen[fork] >= fork->seen.at(fork);
  release_capture(capture);
  if (capture->invalidated) return kCaptureInvalidated;
  if (!joined) return kCaptureUnjoined;
  auto* made = new Graph{std::move(capture->nodes), std::move(capture->event_nodes)};
  graphs().insert(made);
  *graph = made;
  return kSuccess;
}

GRAFT_API cuStreamIsCapturing(void* handle, int* status) {
  const ApiCall api_call("cuStreamIsCapturing");
  GRAFT_REQUIRE_CONTEXT();
  if (status == nullptr) return kInvalidValue;
  std::lock_guard<std::mutex> lock(stream_mutex());
  const Stream* stream = find_stream(handle);
  if (stream == nullptr) return kInvalidHandle;
  if (stream->legacy && legacy_work_is_refused()) return kCaptureImplicit;  // asking does not invalidate
  *status = stream->capture == nullptr ? 0 : stream->capture->invalidated ? 2 : 1;
  return kSuccess;
}

GRAFT_API cuGraphCreate(void** graph, unsigned flags) {
  const ApiCall api_call("cuGraphCreate");
  GRAFT_REQUIRE_CONTEXT();
  if (graph == nullptr || flags != 0) return kInvalidValue;
  auto* made = new Graph();
  graphs().insert(made);
  *graph = made;
  return kSuccess;
}

GRAFT_API cuGraphGetNodes(void* handle, void** nodes, std::size_t* count) {
  const ApiCall api_call("cuGraphGetNodes");
  GRAFT_REQUIRE_CONTEXT();
  if (count == nullptr) return kInvalidValue;
  const bool known = graphs().with(static_cast<Graph*>(handle), [&](Graph& graph) {
    const std::size_t size = graph.nodes.size();
    for (std::size_t i = 0; nodes != nullptr && i < *count; i++) nodes[i] = i < size ? &graph.nodes[i] : nullptr;
    *count = nodes == nullptr ? size : std::min(*count, size);
  });
  return known ? kSuccess : kInvalidValue;
}

GRAFT_API cuGraphDestroy(void* handle) {
  const ApiCall api_call("cuGraphDestroy");
  GRAFT_REQUIRE_CONTEXT();
  auto* graph = static_cast<Graph*>(handle);
  if (graph == nullptr || !graphs().erase(graph)) return kInvalidValue;
  delete graph;
  return kSuccess;
}

GRAFT_API cuGraphInstantiate_v2(void** executable, void* handle, void** error_node, char* log, std::size_t log_bytes) {
  const ApiCall api_call("cuGraphInstantiate_v2");
  GRAFT_REQUIRE_CONTEXT();
  if (executable == nullptr) return kInvalidValue;
  Graph copy;
  if (!graphs().with(static_cast<Graph*>(handle), [&](const Graph& graph) { copy = graph; })) return kInvalidValue;
  if (error_node != nullptr) *error_node = nullptr;
  if (log != nullptr && log_bytes > 0) log[0] = 0;
  auto* made = new GraphExec();
  made->nodes = std::make_shared<const std::vector<Operation>>(std::move(copy.nodes));
  made->event_nodes = std::move(copy.event_nodes);
  made->checked_at = std::make_shared<std::uint64_t>(0);
  graph_execs().insert(made);
  *executable = made;
  return kSuccess;
}

GRAFT_API cuGraphExecDestroy(void* handle) {
  const ApiCall api_call("cuGraphExecDestroy");
  GRAFT_REQUIRE_CONTEXT();
  auto* executable = static_cast<GraphExec*>(handle);
  if (executable == nullptr || !graph_execs().erase(executable)) return kInvalidValue;
  delete executable;
  return kSuccess;
}

GRAFT_API cuGraphLaunch(void* handle, void* stream) {
  const ApiCall api_call("cuGraphLaunch");
  GRAFT_REQUIRE_CONTEXT();
  GraphExec executable;
  if (!graph_execs().with(static_cast<GraphExec*>(handle), [&](const GraphExec& known) { executable = known; })) return kInvalidValue;
  std::lock_guard<std::mutex> lock(stream_mutex());
  Stream* found = find_stream(stream);
  if (found == nullptr) return kInvalidHandle;
  if (!all_alive(executable.event_nodes)) return kInvalidValue;
  Operation operation;
  operation.name = "cuGraphLaunch";
  operation.run = [nodes = executable.nodes, checked_at = executable.checked_at] { run_graph(*nodes, checked_at.get()); };
  const Status status = submit_to(*found, std::move(operation));
  if (status == kSuccess) record_events(executable.event_nodes, *found);
  return status;
}
