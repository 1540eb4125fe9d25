package graft.nn;

import graft.tensor.Shape;
import java.util.List;

/**
 * The specification of one layer: what it computes, apart from the device memory it is planned on.
 * Shapes here are of one sample, without the batch axis.
 */
public sealed interface Layer permits Conv2d, MaxPool2d, Flatten, Dense, Relu {
  /** The name, unique within a network. */
  String name();

  /**
   * The shape of one output sample.
   *
   * @param input the shape of one input sample
   * @throws IllegalArgumentException if the layer cannot take such an input
   */
  Shape outputShape(Shape input);

  /**
   * What the layer learns, in the order kernel, bias; empty where it learns nothing.
   *
   * @param input the shape of one input sample
   */
  default List<Parameter> parameters(Shape input) {
    return List.of();
  }

  /** This layer under another name. */
  Layer withName(String name);
}
