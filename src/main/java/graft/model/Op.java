package graft.model;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node of a network computes, apart from its name, its place in the graph and the device
 * memory it is planned on: a value, equal by content. Shapes here are of one sample, without the
 * batch axis.
 */
public sealed interface Op
    permits Add,
        AveragePool2d,
        BatchNorm,
        Concat,
        Conv2d,
        Dense,
        Dropout,
        Flatten,
        GlobalAveragePool,
        MaxPool2d,
        Relu {
  /**
   * The shape of one output sample.
   *
   * @param inputs the shapes of one sample of each input, in order
   * @throws IllegalArgumentException if the op cannot take such inputs
   */
  Shape outputShape(List<Shape> inputs);

  /**
   * The tensors that belong to the op, the kernel first; empty where it has none.
   *
   * @param inputs the shapes of one sample of each input, in order
   */
  default List<Parameter> parameters(List<Shape> inputs) {
    return List.of();
  }

  /**
   * How often forward multiplies and adds the product, for one sample: what convolutions and dense
   * layers do, beside which all other work is little.
   *
   * @param inputs the shapes of one sample of each input, in order
   */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }

  /**
   * What becomes of channels here: how growth sees the op.
   *
   * @param inputs the shapes of one sample of each input, in order
   */
  ChannelFlow flow(List<Shape> inputs);

  /**
   * The same op with another number of units.
   *
   * @throws UnsupportedOperationException if its {@link #flow} is not {@link ChannelFlow.Makes}
   */
  default Op withUnits(int units) {
    throw new UnsupportedOperationException("a " + kind() + " has no units of its own");
  }

  /** An op of this kind that reads this op's output and keeps its shape, if there is one. */
  default Optional<Op> another() {
    return Optional.empty();
  }

  /**
   * The values with which the op passes its input on unchanged, or why there are none.
   *
   * @param input the shape of one input sample
   * @param neverNegative whether no value of the input is negative
   */
  default Identity identity(Shape input, boolean neverNegative) {
    return new Identity.Refused(kind(), "a Conv2d, Dense or Relu");
  }

  /**
   * Whether no value of the output is negative.
   *
   * @param inputsNeverAre whether none of any input is
   */
  default boolean neverNegative(boolean inputsNeverAre) {
    return false;
  }

  /** The name of the kind: {@code Conv2d}. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /** What {@link #identity} answers. */
  sealed interface Identity {
    /**
     * The op is the identity with these parameters.
     *
     * @param byRole a value for each of the op's parameters
     */
    record Values(Map<String, HostTensor> byRole) implements Identity {}

    /**
     * It cannot be.
     *
     * @param found what stands in the way
     * @param expected what would do
     */
    record Refused(String found, String expected) implements Identity {}
  }
}
