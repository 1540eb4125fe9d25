package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Which channels of a network belong together. */
public final class ChannelGroups {
  private final NetworkSpec spec;
  private final ChannelClasses classes;

  /** Finds the groups of a network. */
  public ChannelGroups(NetworkSpec spec) {
    this.spec = spec;
    this.classes = new ChannelClasses(spec);
  }

  /**
   * The group that a value's channels are part of.
   *
   * @param name a node's name, or {@link NetworkSpec#INPUT}
   * @throws IllegalArgumentException if there is no such node
   */
  public ChannelGroup of(String name) {
    int channels = spec.shapeOf(name).last();
    BitSet group = new BitSet(classes.count());
    Arrays.stream(classes.of(name)).forEach(group::set);
    List<String> makers = new ArrayList<>();
    List<String> keepers = new ArrayList<>();
    List<String> consumers = new ArrayList<>();
    for (Node node : spec.nodes()) {
      boolean makes = spec.flowOf(node) instanceof ChannelFlow.Makes;
      if (holds(node.name(), group)) {
        if (makes) {
          makers.add(node.name());
        } else if (!spec.parametersOf(node).isEmpty()) {
          keepers.add(node.name());
        }
      }
      if (makes && holds(node.input(), group)) {
        consumers.add(node.name());
      }
    }
    return new ChannelGroup(
        channels,
        makers,
        keepers,
        consumers,
        holds(NetworkSpec.INPUT, group),
        holds(spec.output().name(), group));
  }

  private boolean holds(String value, BitSet group) {
    return Arrays.stream(classes.of(value)).anyMatch(group::get);
  }

  ChannelClasses classes() {
    return classes;
  }
}
