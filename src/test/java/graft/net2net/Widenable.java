package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.random.Philox;
import java.util.List;
import java.util.Optional;

/**
 * A node of a random graph that can be widened, and to how much: any member of a group, not its
 * makers only.
 *
 * @param node its name
 * @param newWidth a number of channels that it can have
 */
record Widenable(String node, int newWidth) {
  /**
   * One of them, if there is any. Which nodes are refused with right is the matter of {@link
   * WideningRefusalTest}.
   */
  static Optional<Widenable> draw(NetworkSpec spec, Philox random) {
    List<Widenable> all =
        spec.nodes().stream()
            .filter(node -> !(spec.flowOf(node) instanceof ChannelFlow.Spreads))
            .flatMap(node -> of(spec, node, 1 + random.nextInt(3)).stream())
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private static Optional<Widenable> of(NetworkSpec spec, Node node, int more) {
    int width = spec.shapeOf(node.name()).last();
    for (int newWidth = width + more; newWidth <= width + more + width; newWidth++) {
      try {
        new WiderGroup(spec, node.name()).last(newWidth);
        return Optional.of(new Widenable(node.name(), newWidth));
      } catch (IllegalArgumentException refused) {
        // Where it holds channels several times, not every number can be.
      }
    }
    return Optional.empty();
  }
}
