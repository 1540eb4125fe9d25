package graft.net2net;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.NetworkSpec;
import graft.nn.Relu;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a network is widened.
 *
 * @param layer the convolution or dense layer that gets units
 * @param width its number of units in the teacher
 * @param consumer the next convolution or dense layer, whose kernel reads those units
 */
record WideningSite(Layer layer, int width, Layer consumer) {
  /**
   * Finds a layer and its consumer.
   *
   * @throws IllegalArgumentException if there is no such layer, or it has no weights or no consumer
   */
  static WideningSite find(NetworkSpec spec, String name) {
    int position = spec.indexOf(name);
    Layer layer = spec.layers().get(position);
    if (!hasUnits(layer)) {
      throw new IllegalArgumentException(
          "layer %s is a %s, which has no weights to widen; expected a Conv2d or Dense layer"
              .formatted(name, layer.getClass().getSimpleName()));
    }
    Shape output = spec.outputOf(position);
    int width = output.extent(output.rank() - 1);
    for (Layer next : spec.layers().subList(position + 1, spec.layers().size())) {
      if (hasUnits(next)) {
        return new WideningSite(layer, width, next);
      }
      if (!keepsChannelsApart(next)) {
        throw new IllegalArgumentException(
            "layer %s cannot be widened through layer %s, a %s; expected only MaxPool2d, Relu or Flatten before the next Conv2d or Dense layer"
                .formatted(name, next.name(), next.getClass().getSimpleName()));
      }
    }
    throw new IllegalArgumentException(
        "layer %s gives the network's outputs and cannot be widened; expected a layer with a Conv2d or Dense layer behind it"
            .formatted(name));
  }

  private static boolean hasUnits(Layer layer) {
    return layer instanceof Conv2d || layer instanceof Dense;
  }

  private static boolean keepsChannelsApart(Layer layer) {
    return layer instanceof MaxPool2d || layer instanceof Relu || layer instanceof Flatten;
  }

  /**
   * The network with the layer at a new width.
   *
   * @throws IllegalArgumentException if that is not larger than the teacher's, or the weights would
   *     be too many
   */
  NetworkSpec widened(NetworkSpec spec, int newWidth) {
    if (newWidth <= width) {
      throw new IllegalArgumentException(
          "layer %s has %d units and cannot be widened to %d; expected more than %d"
              .formatted(layer.name(), width, newWidth, width));
    }
    List<Layer> layers = new ArrayList<>(spec.layers());
    layers.set(
        spec.indexOf(layer.name()),
        layer instanceof Conv2d conv
            ? conv.withFilters(newWidth)
            : new Dense(layer.name(), newWidth));
    return new NetworkSpec(spec.input(), layers);
  }

  /** The layer's units in its consumer's kernel. */
  UnitAxis inputAxis(Shape consumerKernel) {
    return UnitAxis.ofInputs(consumer, consumerKernel, width);
  }
}
