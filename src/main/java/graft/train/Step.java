package graft.train;

import graft.device.Device;
import graft.device.Graph;
import graft.device.Ranges;
import graft.nn.Call;
import java.util.List;
import java.util.Optional;

/**
 * Work on the device that is done many times over: enqueued call by call, or captured once and
 * replayed as a graph.
 */
final class Step implements AutoCloseable {
  private final Ranges ranges;
  private final Runnable enqueuing;
  private final Optional<Graph> graph;

  private Step(Device device, Runnable enqueuing, Optional<Graph> graph) {
    this.ranges = device.ranges();
    this.enqueuing = enqueuing;
    this.graph = graph;
  }

  /** The calls as they are. */
  static Step eager(Device device, List<Call> calls) {
    return new Step(device, () -> Call.submitAll(calls, device.ranges()), Optional.empty());
  }

  /** The calls as one CUDA graph: nothing runs yet. */
  static Step captured(Device device, List<Call> calls) {
    Graph graph = device.stream().capture(() -> Call.submitAll(calls, device.ranges()));
    return new Step(device, graph::launch, Optional.of(graph));
  }

  /** Enqueues the work once, as a range. */
  void enqueue() {
    ranges.in("step", enqueuing);
  }

  @Override
  public void close() {
    graph.ifPresent(Graph::close);
  }
}
