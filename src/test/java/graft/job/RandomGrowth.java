package graft.job;

import graft.model.ChannelFlow;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Relu;
import graft.net2net.ChannelGroup;
import graft.net2net.ChannelGroups;
import graft.net2net.Deepen;
import graft.net2net.DeepenResidual;
import graft.net2net.Enlarge;
import graft.net2net.Grown;
import graft.net2net.ResidualStart;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.random.Philox;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Draws transforms that preserve the function, of those that a network admits. */
final class RandomGrowth {
  private static final List<SymmetryBreaking> EXACT =
      List.of(
          SymmetryBreaking.NONE,
          SymmetryBreaking.RANDOM_SHARES,
          SymmetryBreaking.UNIT_SHARES,
          SymmetryBreaking.ZERO_SUM_NOISE);

  private final Measurement measurement;
  private final Philox random;

  RandomGrowth(Measurement measurement, Philox random) {
    this.measurement = measurement;
    this.random = random;
  }

  /** A way to grow. */
  private record Way(String name, Grown grown) {}

  /** One more transform. */
  Growth grow(Growth growth) {
    Way way = way(growth.model());
    return growth.then(way.name(), Map.of(), way.grown());
  }

  private Way way(Model model) {
    NetworkSpec spec = model.spec();
    List<String> wider = names(spec, node -> makes(spec, node) && isFree(spec, node));
    List<String> deeper = names(spec, node -> isPlain(spec, node));
    List<String> windows = names(spec, node -> node.op() instanceof Conv2d);
    int kind = random.nextInt(6);
    if (kind < 2 && !wider.isEmpty()) {
      String node = any(wider);
      SymmetryBreaking breaking = EXACT.get(random.nextInt(EXACT.size()));
      int width = 2 * spec.shapeOf(node).last();
      return new Way(
          "widen " + node + " " + breaking,
          Widen.net2wider(model, node, width, breaking, random).grown());
    }
    if (kind == 2 && !wider.isEmpty()) {
      String node = any(wider);
      int width = 2 * spec.shapeOf(node).last();
      return new Way("new " + node, Widen.newUnits(model, node, width, Init.HE, random));
    }
    if (kind == 3 && !deeper.isEmpty()) {
      String node = any(deeper);
      return new Way("deepen " + node, Deepen.net2deeper(model, node));
    }
    if (kind == 4 && !deeper.isEmpty()) {
      String node = any(deeper);
      String behind = Deepen.normalisedBehind(spec, node);
      return new Way(
          "normalised " + node, Deepen.normalised(model, node, measurement.of(model, behind)));
    }
    if (kind == 5 && !windows.isEmpty()) {
      String node = any(windows);
      Conv2d conv = (Conv2d) spec.node(node).op();
      int height = conv.kernelHeight() + random.nextInt(3);
      int width = conv.kernelWidth() + 1 + random.nextInt(2);
      return new Way("enlarge " + node, Enlarge.kernel(model, node, height, width));
    }
    String node = any(names(spec, it -> !it.equals(spec.output())));
    return new Way(
        "residual " + node, DeepenResidual.behind(model, node, ResidualStart.ZERO, random));
  }

  private static List<String> names(NetworkSpec spec, Predicate<Node> which) {
    return spec.nodes().stream().filter(which).map(Node::name).toList();
  }

  private String any(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }

  private static boolean makes(NetworkSpec spec, Node node) {
    return spec.flowOf(node) instanceof ChannelFlow.Makes;
  }

  private static boolean isFree(NetworkSpec spec, Node node) {
    ChannelGroup group = new ChannelGroups(spec).of(node.name());
    return !group.input() && !group.output();
  }

  /** With a ReLU behind it that alone reads it: all kinds of deepening admit it. */
  private static boolean isPlain(NetworkSpec spec, Node node) {
    List<Node> readers = new ArrayList<>(spec.consumersOf(node.name()));
    boolean odd =
        node.op() instanceof Dense
            || (node.op() instanceof Conv2d conv
                && conv.kernelHeight() % 2 == 1
                && conv.kernelWidth() % 2 == 1);
    return odd && readers.size() == 1 && readers.get(0).op() instanceof Relu;
  }
}
