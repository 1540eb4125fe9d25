package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels of a network belong together. A node that makes channels opens a group, and so
 * does the network's input; ops that keep or spread channels pass their group on, a sum unites its
 * operands' groups, a concatenation lists them one after the other. {@link ChannelFlow} says which
 * op does what.
 */
public final class ChannelGroups {
  private final NetworkSpec spec;
  private final Map<String, List<Part>> parts = new HashMap<>();

  /** A class of the union-find: the root of its parents stands for all that are united with it. */
  private static final class Channels {
    private Channels parent = this;

    Channels root() {
      Channels root = this;
      while (root.parent != root) {
        root = root.parent;
      }
      return root;
    }

    void unite(Channels other) {
      root().parent = other.root();
    }
  }

  /**
   * The channels of one group in a value.
   *
   * @param count how many
   * @param pixels how many features each has become
   */
  private record Part(Channels channels, int count, int pixels) {
    static Part of(Shape shape) {
      return new Part(new Channels(), shape.last(), 1);
    }

    Part spread(int over) {
      return new Part(channels, count, pixels * over);
    }

    boolean isAlike(Part other) {
      return count == other.count && pixels == other.pixels;
    }

    boolean isOf(Channels root) {
      return channels.root() == root;
    }
  }

  /** Finds the groups of a network. */
  public ChannelGroups(NetworkSpec spec) {
    this.spec = spec;
    parts.put(NetworkSpec.INPUT, List.of(Part.of(spec.input())));
    for (Node node : spec.nodes()) {
      parts.put(node.name(), partsOf(node));
    }
  }

  private List<Part> partsOf(Node node) {
    ChannelFlow flow = spec.flowOf(node);
    if (flow instanceof ChannelFlow.Makes) {
      return List.of(Part.of(spec.shapeOf(node.name())));
    }
    if (flow instanceof ChannelFlow.Keeps) {
      return parts.get(node.input());
    }
    if (flow instanceof ChannelFlow.Spreads spreads) {
      return parts.get(node.input()).stream().map(part -> part.spread(spreads.pixels())).toList();
    }
    List<List<Part>> inputs = node.inputs().stream().map(parts::get).toList();
    if (flow instanceof ChannelFlow.Joins) {
      inputs.forEach(input -> unite(inputs.get(0), input));
      return inputs.get(0);
    }
    // Stacks
    return inputs.stream().flatMap(List::stream).toList();
  }

  private static void unite(List<Part> some, List<Part> others) {
    boolean alike = some.size() == others.size();
    for (int i = 0; alike && i < some.size(); i++) {
      alike = some.get(i).isAlike(others.get(i));
    }
    if (alike) {
      for (int i = 0; i < some.size(); i++) {
        some.get(i).channels().unite(others.get(i).channels());
      }
      return;
    }
    // Groups that overlap in part, as in a sum of a concatenation and one convolution, cannot grow
    // apart: taken as one.
    some.forEach(part -> part.channels().unite(others.get(0).channels()));
    others.forEach(part -> part.channels().unite(others.get(0).channels()));
  }

  /**
   * The groups of a value's channels: one, or one for each part of a concatenation, in its order.
   *
   * @param name a node's name, or {@link NetworkSpec#INPUT}
   * @throws IllegalArgumentException if there is no such node
   */
  public List<ChannelGroup> of(String name) {
    List<Part> found = parts.get(name);
    if (found == null) {
      found = parts.get(spec.node(name).name());
    }
    return found.stream().map(part -> group(part.channels().root())).toList();
  }

  private ChannelGroup group(Channels root) {
    List<String> makers = new ArrayList<>();
    List<String> keepers = new ArrayList<>();
    List<ChannelGroup.Consumer> consumers = new ArrayList<>();
    for (Node node : spec.nodes()) {
      boolean makes = spec.flowOf(node) instanceof ChannelFlow.Makes;
      if (holds(node.name(), root)) {
        if (makes) {
          makers.add(node.name());
        } else if (!spec.parametersOf(node).isEmpty()) {
          keepers.add(node.name());
        }
      }
      if (makes) {
        parts.get(node.input()).stream()
            .filter(part -> part.isOf(root))
            .forEach(part -> consumers.add(new ChannelGroup.Consumer(node.name(), part.pixels())));
      }
    }
    return new ChannelGroup(
        makers,
        keepers,
        consumers,
        holds(NetworkSpec.INPUT, root),
        holds(spec.output().name(), root));
  }

  private boolean holds(String name, Channels root) {
    return parts.get(name).stream().anyMatch(part -> part.isOf(root));
  }
}
