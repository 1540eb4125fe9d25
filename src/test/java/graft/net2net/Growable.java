package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Relu;
import graft.random.Philox;
import java.util.List;

/** Which nodes of a random network can grow, found without the code that grows them. */
final class Growable {
  private Growable() {}

  /** The convolutions and dense nodes whose channels reach only others like them. */
  static List<String> wider(NetworkSpec spec) {
    return spec.nodes().stream()
        .filter(Growable::hasUnits)
        .map(Node::name)
        .filter(name -> reachesOnlyUnits(spec, name))
        .toList();
  }

  private static boolean hasUnits(Node node) {
    return node.op() instanceof Conv2d || node.op() instanceof Dense;
  }

  private static boolean reachesOnlyUnits(NetworkSpec spec, String name) {
    List<Node> consumers = spec.consumersOf(name);
    return !consumers.isEmpty()
        && consumers.stream()
            .allMatch(
                node ->
                    hasUnits(node)
                        || (passes(spec.flowOf(node)) && reachesOnlyUnits(spec, node.name())));
  }

  private static boolean passes(ChannelFlow flow) {
    return flow instanceof ChannelFlow.Keeps || flow instanceof ChannelFlow.Spreads;
  }

  /** The convolutions, and the dense nodes that only a ReLU reads; not the output. */
  static List<String> deeper(NetworkSpec spec) {
    return spec.nodes().stream()
        .filter(node -> !node.equals(spec.output()))
        .filter(
            node ->
                node.op() instanceof Conv2d
                    || (node.op() instanceof Dense && onlyReluReads(spec, node)))
        .map(Node::name)
        .toList();
  }

  private static boolean onlyReluReads(NetworkSpec spec, Node node) {
    List<Node> consumers = spec.consumersOf(node.name());
    return consumers.size() == 1 && consumers.get(0).op() instanceof Relu;
  }

  /** A number of units, up to four times as many. */
  static int moreUnits(NetworkSpec spec, String name, Philox random) {
    int width = spec.shapeOf(name).last();
    return width + 1 + random.nextInt(3 * width);
  }
}
