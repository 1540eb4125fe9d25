package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels of a network are the same channel to growth: who gives one of a class a copy gives
 * it to all of the class. Each unit that a node makes opens a class, and so does each channel of
 * the network's input; ops that keep channels pass the classes on, a sum unites those of its
 * operands channel by channel, a concatenation lists them one after the other. {@link ChannelFlow}
 * says which op does what.
 */
final class ChannelClasses {
  private final Map<String, int[]> channels = new HashMap<>();

  /** The union-find's forest: each class, or the one that it was united with. */
  private int[] parents = new int[64];

  private int count;

  ChannelClasses(NetworkSpec spec) {
    channels.put(NetworkSpec.INPUT, opened(spec.input().last()));
    for (Node node : spec.nodes()) {
      channels.put(node.name(), of(spec, node));
    }
    channels.values().forEach(this::toRoots);
  }

  private int[] of(NetworkSpec spec, Node node) {
    ChannelFlow flow = spec.flowOf(node);
    if (flow instanceof ChannelFlow.Makes makes) {
      return opened(makes.units());
    }
    List<int[]> inputs = node.inputs().stream().map(channels::get).toList();
    if (flow instanceof ChannelFlow.Joins) {
      inputs.forEach(input -> unite(inputs.get(0), input));
      return inputs.get(0).clone();
    }
    int pixels = flow instanceof ChannelFlow.Spreads spreads ? spreads.pixels() : 1;
    List<int[]> parts = new ArrayList<>();
    inputs.forEach(input -> parts.addAll(Collections.nCopies(pixels, input)));
    return stacked(parts);
  }

  private int[] opened(int units) {
    int[] opened = new int[units];
    for (int i = 0; i < units; i++) {
      if (count == parents.length) {
        parents = Arrays.copyOf(parents, 2 * count);
      }
      parents[count] = count;
      opened[i] = count++;
    }
    return opened;
  }

  private void unite(int[] some, int[] others) {
    for (int i = 0; i < some.length; i++) {
      parents[root(others[i])] = root(some[i]);
    }
  }

  private static int[] stacked(List<int[]> parts) {
    int[] all = new int[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (int[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private int root(int channel) {
    int root = channel;
    while (parents[root] != root) {
      parents[root] = parents[parents[root]];
      root = parents[root];
    }
    return root;
  }

  private void toRoots(int[] all) {
    for (int i = 0; i < all.length; i++) {
      all[i] = root(all[i]);
    }
  }

  /** More than the largest number of a class. */
  int count() {
    return count;
  }

  /**
   * The class of each channel (feature, where flattened) of a value; not to be changed.
   *
   * @param value a node's name, or {@link NetworkSpec#INPUT}
   */
  int[] of(String value) {
    return channels.get(value);
  }
}
