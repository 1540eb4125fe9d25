package graft.nn;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which neighbours are computed as one. A value between two of them is never stored, so it must
 * have no other reader.
 */
final class Fusions {
  private static final Padding.Explicit NO_BORDER = new Padding.Explicit(0, 0, 0, 0);

  private final NetworkSpec spec;
  private final GradientNeeds needs;
  private final Mode mode;

  private Fusions(NetworkSpec spec, GradientNeeds needs, Mode mode) {
    this.spec = spec;
    this.needs = needs;
    this.mode = mode;
  }

  /** A stage for each node, in topological order. */
  static List<Stage> none(NetworkSpec spec) {
    return spec.nodes().stream().map(Fusions::alone).toList();
  }

  private static Stage alone(Node node) {
    return new Stage(Stage.Kind.SINGLE, List.of(node), Optional.empty());
  }

  /** All of a network's nodes in stages, as few as there can be, in topological order. */
  static List<Stage> of(NetworkSpec spec, GradientNeeds needs, Mode mode) {
    Fusions fusions = new Fusions(spec, needs, mode);
    List<Stage> stages = new ArrayList<>();
    Set<Node> taken = new HashSet<>();
    for (Node node : spec.nodes()) {
      if (!taken.contains(node)) {
        Stage stage = fusions.stageAt(node);
        taken.addAll(stage.nodes());
        stages.add(stage);
      }
    }
    // A stage comes where its last node does: whatever that reads has been computed by then.
    List<Node> order = spec.nodes();
    stages.sort((a, b) -> Integer.compare(order.indexOf(a.last()), order.indexOf(b.last())));
    return stages;
  }

  private Stage stageAt(Node node) {
    Optional<Node> next = onlyReader(node);
    if (next.isPresent()) {
      Op follower = next.get().op();
      if (follower instanceof Relu && withRelu(node.op()).isPresent()) {
        return joined(withRelu(node.op()).get(), node, next.get());
      }
      if (node.op() instanceof Conv2d && follower instanceof BatchNorm && isLine(next.get())) {
        return joined(Stage.Kind.CONV_BATCH_NORM, node, next.get());
      }
      if (node.op() instanceof Conv2d conv && conv.bias() && follower instanceof MaxPool2d pool) {
        if (isOneChannel(conv, node) && halves(pool, node) && !needs.of(node.input())) {
          return joined(Stage.Kind.ONE_CHANNEL_CONV_POOL, node, next.get());
        }
        if (node.frozen()) {
          return alone(node);
        }
        // Max pooling hands the gradient of each window to one pixel inside its input, whatever the
        // stride and the padding, since each window sees a pixel. So the sums over pixels of the
        // gradient before it are those of the gradient behind it.
        return new Stage(Stage.Kind.SINGLE, List.of(node), next);
      }
    }
    return alone(node);
  }

  /** Whether a normalisation goes by its running statistics, and hands no gradient on. */
  private boolean isLine(Node norm) {
    return mode == Mode.INFERENCE || (norm.frozen() && !needs.of(norm.name()));
  }

  private static Stage joined(Stage.Kind kind, Node node, Node next) {
    return new Stage(kind, List.of(node, next), Optional.empty());
  }

  private static Optional<Stage.Kind> withRelu(Op op) {
    if (op instanceof Dense) {
      return Optional.of(Stage.Kind.DENSE_RELU);
    }
    if (op instanceof BatchNorm) {
      return Optional.of(Stage.Kind.BATCH_NORM_RELU);
    }
    return op instanceof Add ? Optional.of(Stage.Kind.ADD_RELU) : Optional.empty();
  }

  private Optional<Node> onlyReader(Node node) {
    List<Node> readers = spec.consumersOf(node.name());
    return readers.size() == 1 && readers.get(0).inputs().size() == 1
        ? Optional.of(readers.get(0))
        : Optional.empty();
  }

  /** What the kernels of one channel can: 3x3 taps, stride 1, on all sides no zeros or one. */
  private boolean isOneChannel(Conv2d conv, Node node) {
    Shape input = spec.shapeOf(node.input());
    Padding.Explicit zeros = conv.windows().borders(input);
    return conv.kernelHeight() == 3
        && conv.kernelWidth() == 3
        && conv.stride() == 1
        && input.last() == 1
        && zeros.isEven()
        && zeros.top() <= 1;
  }

  /** Windows of 2x2 side by side, inside their input. */
  private boolean halves(MaxPool2d pool, Node before) {
    return pool.window() == 2
        && pool.stride() == 2
        && pool.windows().borders(spec.shapeOf(before.name())).equals(NO_BORDER);
  }
}
