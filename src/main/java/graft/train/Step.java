package graft.train;

import graft.device.Device;
import graft.device.Graph;
import java.util.Optional;

/**
 * Work on the device that is done many times over: enqueued call by call, or captured once and
 * replayed as a graph.
 */
final class Step implements AutoCloseable {
  private final Runnable work;
  private final Optional<Graph> graph;

  private Step(Runnable work, Optional<Graph> graph) {
    this.work = work;
    this.graph = graph;
  }

  /** The work as it is. */
  static Step eager(Runnable work) {
    return new Step(work, Optional.empty());
  }

  /** The work as one CUDA graph: nothing runs yet. */
  static Step captured(Device device, Runnable work) {
    return new Step(work, Optional.of(device.stream().capture(work)));
  }

  /** Enqueues the work once. */
  void enqueue() {
    if (graph.isPresent()) {
      graph.get().launch();
    } else {
      work.run();
    }
  }

  @Override
  public void close() {
    graph.ifPresent(Graph::close);
  }
}
