package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All ways to give a node so many channels by copies, tried one by one: each node with units lists
 * which of the teacher's its own are, each of them at least once, in any order; then what is summed
 * must list the same, and the network's output must be what it was. Knows of no classes.
 */
final class ChannelSearch {
  /** So many combinations are few enough to try. */
  private static final long MOST = 10_000;

  private final NetworkSpec spec;
  private final String node;
  private final int channels;
  private final int more;

  /** The values that a channel passes between, from the node. */
  private final Set<String> near = new HashSet<>();

  /** Of the nodes with units whose lists are tried. */
  private final Map<String, List<int[]>> choices = new HashMap<>();

  private final Map<String, int[]> lists = new HashMap<>();
  private final boolean small;

  /**
   * A search.
   *
   * @param channels that the node is to have
   * @param more how many units a node may have more than the teacher's
   */
  ChannelSearch(NetworkSpec spec, String node, int channels, int more) {
    this.spec = spec;
    this.node = node;
    this.channels = channels;
    this.more = more;
    near.add(node);
    for (int before = 0; before < near.size(); ) {
      before = near.size();
      spec.nodes().stream().filter(it -> !makes(it)).forEach(this::spread);
    }
    this.small = choose();
  }

  private void spread(Node passing) {
    Set<String> values = new HashSet<>(passing.inputs());
    values.add(passing.name());
    if (values.stream().anyMatch(near::contains)) {
      near.addAll(values);
    }
  }

  private boolean makes(Node of) {
    return spec.flowOf(of) instanceof ChannelFlow.Makes;
  }

  /** Whether there are few enough combinations. */
  boolean isSmall() {
    return small;
  }

  private boolean choose() {
    double all = 1;
    for (Node each : spec.nodes()) {
      if (makes(each) && near.contains(each.name())) {
        int units = spec.shapeOf(each.name()).last();
        if (units > 4) {
          return false;
        }
        List<int[]> sequences = new ArrayList<>();
        for (int length = units; length <= units + more; length++) {
          sequences(new int[length], 0, units, sequences);
        }
        choices.put(each.name(), sequences);
        all *= sequences.size();
      }
    }
    return all <= MOST;
  }

  /** All of a length that hold each unit. */
  private static void sequences(int[] begun, int at, int units, List<int[]> all) {
    if (at == begun.length) {
      if (Arrays.stream(begun).distinct().count() == units) {
        all.add(begun.clone());
      }
      return;
    }
    for (int unit = 0; unit < units; unit++) {
      begun[at] = unit;
      sequences(begun, at + 1, units, all);
    }
  }

  /** Whether there is a way. */
  boolean finds() {
    lists.put(NetworkSpec.INPUT, identity(NetworkSpec.INPUT));
    return finds(0);
  }

  private boolean finds(int at) {
    if (at == spec.nodes().size()) {
      return Arrays.equals(lists.get(spec.output().name()), identity(spec.output().name()));
    }
    Node next = spec.nodes().get(at);
    List<int[]> possible = makes(next) ? made(next.name()) : passed(next);
    for (int[] list : possible) {
      if (next.name().equals(node) && list.length != channels) {
        continue;
      }
      lists.put(next.name(), list);
      if (finds(at + 1)) {
        return true;
      }
    }
    return false;
  }

  private List<int[]> made(String name) {
    List<int[]> tried = choices.get(name);
    return tried == null ? List.of(identity(name)) : tried;
  }

  private int[] identity(String value) {
    int[] identity = new int[spec.shapeOf(value).last()];
    Arrays.setAll(identity, i -> i);
    return identity;
  }

  /** What a node makes of the lists that it reads; none where a sum's are not the same. */
  private List<int[]> passed(Node of) {
    List<int[]> inputs = of.inputs().stream().map(lists::get).toList();
    List<Integer> widths = of.inputs().stream().map(it -> spec.shapeOf(it).last()).toList();
    ChannelFlow flow = spec.flowOf(of);
    if (flow instanceof ChannelFlow.Joins) {
      boolean same = inputs.stream().allMatch(it -> Arrays.equals(it, inputs.get(0)));
      return same ? List.of(inputs.get(0)) : List.of();
    }
    int pixels = flow instanceof ChannelFlow.Spreads spreads ? spreads.pixels() : 1;
    List<Integer> all = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < inputs.size(); i++) {
      for (int pixel = 0; pixel < pixels; pixel++) {
        for (int channel : inputs.get(i)) {
          all.add(offset + channel);
        }
        offset += widths.get(i);
      }
    }
    return List.of(all.stream().mapToInt(Integer::intValue).toArray());
  }
}
