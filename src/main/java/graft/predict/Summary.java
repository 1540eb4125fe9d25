package graft.predict;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.nn.MemoryNeed;
import graft.nn.Mode;
import graft.nn.Network;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What a network is made of, and what it costs: a value.
 *
 * <p>FLOPs are the multiply-adds of convolutions and dense layers, each counted as two; all other
 * work is not counted. They follow from the network alone. In training there are as many again for
 * a kernel's gradient, and as many for the gradient of what the node reads, which is not computed
 * where nothing before it is trained.
 *
 * @param input the shape of one sample
 * @param nodes in topological order
 * @param memory what it takes on a device; none where no device was asked
 */
public record Summary(Shape input, List<NodeSummary> nodes, Optional<Memory> memory) {
  private static final int FLOPS_OF_A_MULTIPLY_ADD = 2;

  /**
   * The device memory that a network takes, without data, and in training without the optimizer's
   * state.
   *
   * @param batch samples at once
   */
  public record Memory(int batch, MemoryNeed inference, MemoryNeed training) {}

  /** Keeps a copy of the list. */
  public Summary {
    nodes = List.copyOf(nodes);
  }

  /** Of a network. */
  public static Summary of(NetworkSpec spec) {
    return new Summary(spec.input(), nodes(spec), Optional.empty());
  }

  /**
   * Of a network on a device, with the memory that it takes. Plans, and allocates nothing.
   *
   * @param batch samples at once
   * @throws IllegalArgumentException if the batch is not positive, or an op cannot be planned
   */
  public static Summary of(NetworkSpec spec, Device device, int batch) {
    Memory memory =
        new Memory(
            batch,
            Network.memory(device, spec, Mode.INFERENCE, batch),
            Network.memory(device, spec, Mode.TRAINING, batch));
    return new Summary(spec.input(), nodes(spec), Optional.of(memory));
  }

  private static List<NodeSummary> nodes(NetworkSpec spec) {
    List<NodeSummary> nodes = new ArrayList<>();
    Set<String> trained = new HashSet<>(); // values that something trained went into
    for (Node node : spec.nodes()) {
      boolean backward = node.inputs().stream().anyMatch(trained::contains);
      NodeSummary summary = of(spec, node, backward);
      nodes.add(summary);
      if (backward || summary.trained() > 0) {
        trained.add(node.name());
      }
    }
    return nodes;
  }

  /**
   * Of a node.
   *
   * @param backward whether the gradient of what it reads is needed
   */
  private static NodeSummary of(NetworkSpec spec, Node node, boolean backward) {
    List<NodeParameter> parameters = spec.parametersOf(node);
    long all = parameters.stream().mapToLong(it -> it.shape().elements()).sum();
    long trained =
        parameters.stream()
            .filter(it -> it.parameter().trained())
            .mapToLong(it -> it.shape().elements())
            .sum();
    long flops = FLOPS_OF_A_MULTIPLY_ADD * node.op().multiplyAdds(spec.inputShapesOf(node));
    int times = 1 + (trained > 0 ? 1 : 0) + (backward ? 1 : 0);
    return new NodeSummary(
        node.name(),
        node.op().kind(),
        node.inputs(),
        spec.shapeOf(node.name()),
        trained,
        all - trained,
        flops,
        times * flops);
  }

  /** All trained numbers. */
  public long trained() {
    return sum(NodeSummary::trained);
  }

  /** All numbers that are kept and not trained. */
  public long notTrained() {
    return sum(NodeSummary::notTrained);
  }

  /** Of one sample forward. */
  public long forwardFlops() {
    return sum(NodeSummary::forwardFlops);
  }

  /** Of one sample forward and backward. */
  public long trainingFlops() {
    return sum(NodeSummary::trainingFlops);
  }

  private long sum(ToLongFunction<NodeSummary> number) {
    return nodes.stream().mapToLong(number).sum();
  }

  /** A table for people. */
  public String text() {
    return SummaryText.of(this);
  }

  /** All of it as JSON; sizes are in bytes, and the memory is null where it is not known. */
  public ObjectNode json() {
    return SummaryJson.of(this);
  }
}
