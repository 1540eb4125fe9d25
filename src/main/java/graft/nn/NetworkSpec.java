package graft.nn;

import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A feed-forward network's layers, in order, and the shape of one input sample. Immutable; checked
 * on construction, so every spec that exists can be planned shape by shape.
 */
public final class NetworkSpec {
  private final Shape input;
  private final List<Layer> layers;
  private final List<Shape> outputs = new ArrayList<>();
  private final List<Parameter> parameters = new ArrayList<>();

  /**
   * A network.
   *
   * @param input the shape of one sample, {@code [H, W, C]} or {@code [features]}
   * @param layers from input to logits
   * @throws IllegalArgumentException if there is no layer, two share a name, or one cannot take its
   *     input
   */
  public NetworkSpec(Shape input, List<Layer> layers) {
    this.input = input;
    this.layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one layer");
    }
    Set<String> names = new HashSet<>();
    Shape shape = input;
    for (Layer layer : layers) {
      if (layer.name().isBlank() || !names.add(layer.name())) {
        throw new IllegalArgumentException(
            "layer name '" + layer.name() + "' is blank or used twice, expected a name of its own");
      }
      parameters.addAll(layer.parameters(shape));
      shape = layer.outputShape(shape);
      outputs.add(shape);
    }
  }

  /** The shape of one input sample. */
  public Shape input() {
    return input;
  }

  /** The layers, from input to logits. */
  public List<Layer> layers() {
    return layers;
  }

  /** The shape of one sample of the last layer's output. */
  public Shape output() {
    return outputs.get(outputs.size() - 1);
  }

  /** The shape of one sample that reaches the layer at a position. */
  public Shape inputOf(int position) {
    return position == 0 ? input : outputs.get(position - 1);
  }

  /** The shape of one sample that leaves the layer at a position. */
  public Shape outputOf(int position) {
    return outputs.get(position);
  }

  /** All learned tensors, layer by layer, kernel before bias. */
  public List<Parameter> parameters() {
    return List.copyOf(parameters);
  }

  /** The number of learned numbers. */
  public long parameterCount() {
    return parameters.stream().mapToLong(parameter -> parameter.shape().elements()).sum();
  }

  /**
   * The position of a layer.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists the names
   */
  public int indexOf(String layer) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).name().equals(layer)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "no layer is named '"
            + layer
            + "'; there are "
            + layers.stream().map(Layer::name).toList());
  }

  /**
   * A table of the layers with their output shapes and parameter counts, a line each, and the
   * total.
   */
  public String summary() {
    StringBuilder text = new StringBuilder();
    text.append("%-16s %-12s %-16s %12s%n".formatted("layer", "kind", "output", "parameters"));
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      long count = layer.parameters(inputOf(i)).stream().mapToLong(p -> p.shape().elements()).sum();
      text.append(
          "%-16s %-12s %-16s %,12d%n"
              .formatted(layer.name(), layer.getClass().getSimpleName(), outputs.get(i), count));
    }
    return text.append("%-16s %-12s %-16s %,12d".formatted("total", "", "", parameterCount()))
        .toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSpec spec
        && input.equals(spec.input)
        && layers.equals(spec.layers);
  }

  @Override
  public int hashCode() {
    return 31 * input.hashCode() + layers.hashCode();
  }

  @Override
  public String toString() {
    return "NetworkSpec" + input + layers;
  }
}
