package graft.train;

import graft.device.CudaException;
import graft.device.Device;
import graft.device.Graph;
import graft.device.Ranges;
import graft.nn.Call;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on the device that is done many times over: enqueued call by call, or captured once and
 * replayed as a graph.
 */
final class Step implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Step.class);

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

  /**
   * The calls as one CUDA graph, where they can be captured. They run once before: libraries load
   * code at first use, for which a capture has no place. So load a network and reset a tally after
   * this.
   */
  static Step captured(Device device, List<Call> calls) {
    device.ranges().in("warm-up", () -> calls.forEach(Call::submit));
    device.stream().synchronize();
    try {
      Graph graph = device.stream().capture(() -> Call.submitAll(calls, device.ranges()));
      return new Step(device, graph::launch, Optional.of(graph));
    } catch (CudaException e) {
      log.warn("a step cannot be captured and is launched call by call: {}", e.getMessage());
      return eager(device, calls);
    }
  }

  boolean isGraph() {
    return graph.isPresent();
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
