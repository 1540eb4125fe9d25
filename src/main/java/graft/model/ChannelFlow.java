package graft.model;

/**
 * What an op does with channels, the last axis of a sample. Growth needs no more of an op than
 * this: which channels belong together, and whose weights make and read them.
 */
public sealed interface ChannelFlow {
  /**
   * The output's channels are the op's own units, and its parameters with an {@linkplain
   * Axes#inputs() axis of inputs} read all channels of the input: convolution, dense layer.
   *
   * @param units how many
   */
  record Makes(int units) implements ChannelFlow {}

  /** Each channel passes by itself: activation, pooling, normalisation. */
  record Keeps() implements ChannelFlow {}

  /**
   * Each channel c of C becomes the features c, C + c, 2 C + c, ...: flattening of NHWC.
   *
   * @param pixels how many features a channel becomes
   */
  record Spreads(int pixels) implements ChannelFlow {}

  /** Channel c of each input goes into channel c of the output: a sum. */
  record Joins() implements ChannelFlow {}

  /** The inputs' channels one after the other: concatenation. */
  record Stacks() implements ChannelFlow {}
}
