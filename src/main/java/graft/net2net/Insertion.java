package graft.net2net;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.NetworkSpec;
import graft.nn.Padding;
import graft.nn.Relu;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers that make a network deeper, and the layer they are put behind.
 *
 * @param after the name of the layer in front of them
 * @param layers one or more, from input to output
 */
record Insertion(String after, List<Layer> layers) {
  private static final String SUFFIX = "-deeper";

  Insertion {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "no layers to add behind layer " + after + ", expected at least one");
    }
  }

  /** Another layer of the same kind and, where the layer has one, another ReLU behind both. */
  static Insertion behind(NetworkSpec spec, String name) {
    int position = spec.indexOf(name);
    Layer layer = spec.layers().get(position);
    Layer added = another(layer);
    boolean activated =
        position + 1 < spec.layers().size() && spec.layers().get(position + 1) instanceof Relu;
    if (activated) {
      return new Insertion(
          spec.layers().get(position + 1).name(), List.of(added, new Relu(added.name() + "-relu")));
    }
    if (layer instanceof Dense) {
      throw new IllegalArgumentException(
          "layer %s has no Relu layer behind it, so another Dense layer would add nothing; expected Dense and Relu"
              .formatted(name));
    }
    return new Insertion(name, List.of(added));
  }

  private static Layer another(Layer layer) {
    String name = layer.name() + SUFFIX;
    if (layer instanceof Conv2d conv) {
      return new Conv2d(
          name, conv.filters(), conv.kernelHeight(), conv.kernelWidth(), 1, Padding.SAME);
    }
    if (layer instanceof Dense) {
      return layer.withName(name);
    }
    throw new IllegalArgumentException(
        "layer %s is a %s, which has no weights to deepen; expected a Conv2d or Dense layer"
            .formatted(layer.name(), layer.getClass().getSimpleName()));
  }

  /**
   * The network with the layers in place.
   *
   * @throws IllegalArgumentException if there is no layer to put them behind, a name is taken, one
   *     cannot take its input, or together they change the shape that the next layer reads
   */
  NetworkSpec into(NetworkSpec spec) {
    int position = spec.indexOf(after) + 1;
    Shape before = spec.outputOf(position - 1);
    Shape behind = new NetworkSpec(before, layers).output();
    if (!behind.equals(before)) {
      throw new IllegalArgumentException(
          "the layers %s added behind layer %s change its output's shape from %s to %s; expected %s"
              .formatted(layers.stream().map(Layer::name).toList(), after, before, behind, before));
    }
    List<Layer> deeper = new ArrayList<>(spec.layers());
    deeper.addAll(position, layers);
    return new NetworkSpec(spec.input(), deeper);
  }

  /**
   * Checks that the layers can compute the identity on what they read.
   *
   * @throws IllegalArgumentException if one cannot
   */
  void checkIdentity(NetworkSpec spec) {
    int position = spec.indexOf(after);
    Shape shape = spec.outputOf(position);
    for (Layer layer : layers) {
      layer.outputShape(shape); // Refuses an input that is not the layer's kind.
      if (layer instanceof Conv2d conv) {
        checkIdentity(conv, shape.extent(shape.rank() - 1));
      } else if (layer instanceof Dense dense) {
        int features = shape.extent(0);
        check(dense, dense.units() == features, dense.units() + " units", features + " units");
      } else if (layer instanceof Relu) {
        check(
            layer,
            isNonNegative(spec, position),
            "behind layer " + after + ", whose output can be negative",
            "a Relu layer in front, since only non-negative values pass a ReLU unchanged");
      } else {
        check(layer, false, "a " + layer.getClass().getSimpleName(), "Conv2d, Dense or Relu");
      }
    }
  }

  private static void checkIdentity(Conv2d conv, int channels) {
    String window = "a window of " + conv.kernelHeight() + " x " + conv.kernelWidth();
    boolean odd = conv.kernelHeight() % 2 == 1 && conv.kernelWidth() % 2 == 1;
    check(conv, odd, window, "odd numbers, since only an odd window has a centre");
    check(conv, conv.stride() == 1, "stride " + conv.stride(), "1");
    check(conv, conv.padding() == Padding.SAME, conv.padding() + " padding", "SAME");
    check(conv, conv.filters() == channels, conv.filters() + " filters", channels + " filters");
  }

  private static void check(Layer layer, boolean holds, String found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "layer %s cannot compute the identity: found %s, expected %s"
              .formatted(layer.name(), found, expected));
    }
  }

  private static boolean isNonNegative(NetworkSpec spec, int position) {
    int i = position;
    while (i >= 0
        && (spec.layers().get(i) instanceof MaxPool2d || spec.layers().get(i) instanceof Flatten)) {
      i--;
    }
    return i >= 0 && spec.layers().get(i) instanceof Relu;
  }
}
