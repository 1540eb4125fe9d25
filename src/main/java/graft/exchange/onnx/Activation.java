package graft.exchange.onnx;

import graft.exchange.Scale;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a node of the network gives, and how its numbers lie in the graph's tensor. An image's axes
 * may be in any order there; features that were an image's may be in an order of their own.
 *
 * @param node the network's, or {@link NetworkSpec#INPUT}
 * @param shape of one sample, in Graft's order: {@code [H, W, C]} or {@code [features]}
 * @param extents of the graph's tensor, without the batch
 * @param places for each number of the graph's sample, row-major, where it lies in Graft's; a
 *     permutation
 * @param scale of the input, by channel, before anything else reads it
 * @param border zeros around an image, which the next window sees
 */
record Activation(
    String node,
    Shape shape,
    List<Integer> extents,
    Order places,
    Optional<Scale> scale,
    Optional<Padding.Explicit> border)
    implements Value {

  /** An image's axes, or a permutation of features. */
  sealed interface Order {
    /**
     * Of an image.
     *
     * @param axes of Graft's sample, in the graph's order
     */
    record Axes(List<Integer> axes) implements Order {}

    /**
     * Of features.
     *
     * @param places for each of the graph's, its number in Graft's; empty if they are the same
     */
    record Places(List<Integer> places) implements Order {}
  }

  static final List<Integer> CHANNELS_FIRST = List.of(2, 0, 1);
  static final List<Integer> CHANNELS_LAST = List.of(0, 1, 2);
  static final Order.Places SAME = new Order.Places(List.of());

  /** Keeps a copy of the list. */
  Activation {
    extents = List.copyOf(extents);
  }

  /** An image with its axes in an order. */
  static Activation image(String node, Shape shape, List<Integer> axes) {
    return new Activation(
        node,
        shape,
        axes.stream().map(shape::extent).toList(),
        new Order.Axes(List.copyOf(axes)),
        Optional.empty(),
        Optional.empty());
  }

  /** Features in Graft's order. */
  static Activation features(String node, int count) {
    return features(node, SAME, List.of(count));
  }

  /** Features in an order, in a tensor whose other extents are 1. */
  static Activation features(String node, Order.Places places, List<Integer> extents) {
    int count = extents.stream().mapToInt(i -> i).reduce(1, Math::multiplyExact);
    return new Activation(
        node, Shape.of(count), extents, places, Optional.empty(), Optional.empty());
  }

  boolean isInput() {
    return node.equals(NetworkSpec.INPUT);
  }

  boolean isImage() {
    return shape.rank() == 3;
  }

  /** The order of an image's axes. */
  List<Integer> axes() {
    if (places instanceof Order.Axes image) {
      return image.axes();
    }
    throw new IllegalStateException("features have no axes");
  }

  /** Whether it is an image as ONNX's operators take them. */
  boolean isChannelsFirst() {
    return isImage() && axes().equals(CHANNELS_FIRST);
  }

  /** For each of the graph's numbers of a sample, where it lies in Graft's. */
  int[] order() {
    if (places instanceof Order.Places features) {
      return features.places().isEmpty()
          ? IntStream.range(0, shape.elements()).toArray()
          : features.places().stream().mapToInt(i -> i).toArray();
    }
    List<Integer> axes = axes();
    int[] strides = {shape.extent(1) * shape.extent(2), shape.extent(2), 1};
    int[] order = new int[shape.elements()];
    int i = 0;
    for (int a = 0; a < extents.get(0); a++) {
      for (int b = 0; b < extents.get(1); b++) {
        for (int c = 0; c < extents.get(2); c++) {
          order[i++] =
              a * strides[axes.get(0)] + b * strides[axes.get(1)] + c * strides[axes.get(2)];
        }
      }
    }
    return order;
  }

  /** The order of features that are all of it: nothing where it is Graft's. */
  Order.Places flattened() {
    int[] order = order();
    boolean same = Arrays.equals(order, IntStream.range(0, order.length).toArray());
    return same ? SAME : new Order.Places(Arrays.stream(order).boxed().toList());
  }

  /** Another node's, which lies as this does. */
  Activation of(String other) {
    return new Activation(other, shape, extents, places, Optional.empty(), Optional.empty());
  }

  Activation withScale(Scale newScale) {
    return new Activation(node, shape, extents, places, Optional.of(newScale), border);
  }

  Activation withBorder(Padding.Explicit newBorder) {
    return new Activation(node, shape, extents, places, scale, Optional.of(newBorder));
  }

  Activation withExtents(List<Integer> others) {
    return new Activation(node, shape, others, places, scale, border);
  }

  Activation withAxes(List<Integer> axes) {
    return new Activation(
        node,
        shape,
        axes.stream().map(shape::extent).toList(),
        new Order.Axes(List.copyOf(axes)),
        scale,
        border);
  }

  @Override
  public String text() {
    return (isImage() ? "images of " : "features of ") + extents;
  }
}
