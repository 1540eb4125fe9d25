package graft.exchange;

import graft.model.Add;
import graft.model.Concat;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * In which order a network's features lie where images have their channels first: what flattens
 * them there goes through channels, rows and columns, Graft through rows, columns and channels.
 */
public final class FlattenedOrder {
  private final Map<String, int[]> places = new HashMap<>();

  /**
   * Follows the features through a network.
   *
   * @throws IllegalArgumentException if a sum would join features in different orders, or the
   *     logits would not be in Graft's; names the node
   */
  public FlattenedOrder(NetworkSpec spec) {
    if (spec.input().rank() == 1) {
      places.put(NetworkSpec.INPUT, same(spec.input().elements()));
    }
    for (Node node : spec.nodes()) {
      if (spec.shapeOf(node.name()).rank() == 1) {
        places.put(node.name(), of(spec, node));
      }
    }
    int[] logits = of(spec.output().name());
    if (!Arrays.equals(logits, same(logits.length))) {
      throw new IllegalArgumentException(
          "node %s gives features of an image as logits, which lie in another order with channels first; expected a dense node at the end"
              .formatted(spec.output().name()));
    }
  }

  /**
   * Of each feature that a node gives with channels first, its number in Graft's order.
   *
   * @param name of a node whose output has one axis, or {@link NetworkSpec#INPUT}
   */
  public int[] of(String name) {
    int[] found = places.get(name);
    if (found == null) {
      throw new IllegalArgumentException("node " + name + " gives images, expected features");
    }
    return found.clone();
  }

  private int[] of(NetworkSpec spec, Node node) {
    Op op = node.op();
    Shape shape = spec.shapeOf(node.name());
    if (op instanceof Dense || op instanceof GlobalAveragePool) {
      return same(shape.elements());
    }
    if (op instanceof Flatten) {
      Shape input = spec.shapeOf(node.input());
      return input.rank() == 3 ? channelsFirst(input) : of(node.input());
    }
    if (op instanceof Concat) {
      return stacked(node.inputs());
    }
    int[] first = of(node.inputs().get(0));
    if (op instanceof Add
        && node.inputs().stream().anyMatch(other -> !Arrays.equals(of(other), first))) {
      throw new IllegalArgumentException(
          "node %s adds features that lie in different orders with channels first; expected a dense node in front of one"
              .formatted(node.name()));
    }
    return first;
  }

  private int[] stacked(List<String> inputs) {
    List<Integer> all = new ArrayList<>();
    for (String input : inputs) {
      int before = all.size();
      for (int place : of(input)) {
        all.add(before + place);
      }
    }
    return all.stream().mapToInt(i -> i).toArray();
  }

  private static int[] same(int count) {
    return IntStream.range(0, count).toArray();
  }

  private static int[] channelsFirst(Shape image) {
    int pixels = image.extent(0) * image.extent(1);
    int channels = image.extent(2);
    return IntStream.range(0, pixels * channels)
        .map(i -> i % pixels * channels + i / pixels)
        .toArray();
  }
}
