package graft.train;

import graft.device.CudaException;
import graft.device.Device;
import graft.device.Graph;
import graft.nn.Call;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work on the device that is done many times over: enqueued call by call, or captured once and
 * replayed as a graph.
 */
final class Replay implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Replay.class);

  private final Device device;
  private final List<Call> calls;
  private boolean needsWarmUp;
  private Optional<Graph> graph = Optional.empty();

  private Replay(Device device, List<Call> calls, boolean needsWarmUp) {
    this.device = device;
    this.calls = List.copyOf(calls);
    this.needsWarmUp = needsWarmUp;
  }

  /** The calls one by one. */
  static Replay eager(Device device, List<Call> calls) {
    return new Replay(device, calls, false);
  }

  /** The calls as one CUDA graph, where they can be captured; it needs a {@link #warmUp}. */
  static Replay captured(Device device, List<Call> calls) {
    return new Replay(device, calls, true);
  }

  /**
   * Captures the calls, if they are to be captured. They run once before: libraries load code at
   * first use, for which a capture has no place. Whoever owns what the calls write puts it back
   * afterwards.
   */
  void warmUp() {
    if (!needsWarmUp) {
      return;
    }
    device.ranges().in("warm-up", () -> calls.forEach(Call::submit));
    device.stream().synchronize();
    needsWarmUp = false;
    try {
      graph = Optional.of(device.stream().capture(this::submit));
    } catch (CudaException e) {
      log.warn("a step cannot be captured and is launched call by call: {}", e.getMessage());
    }
  }

  private void submit() {
    Call.submitAll(calls, device.ranges());
  }

  /** Whether it is one CUDA graph. */
  boolean isGraph() {
    return graph.isPresent();
  }

  /** How many nodes the graph has, if it is one. */
  OptionalInt graphNodes() {
    return graph.isPresent() ? OptionalInt.of(graph.get().nodeCount()) : OptionalInt.empty();
  }

  /**
   * Enqueues the work once, as a range.
   *
   * @throws IllegalStateException before the warm-up of work that is to be captured
   */
  void enqueue() {
    if (needsWarmUp) {
      throw new IllegalStateException("a step was to be replayed before its warm-up");
    }
    device.ranges().in("step", graph.<Runnable>map(g -> g::launch).orElse(this::submit));
  }

  @Override
  public void close() {
    graph.ifPresent(Graph::close);
  }
}
