package graft.model;

/** How a convolution treats the border. */
public enum Padding {
  /**
   * Zeros around the input so that the output has ceil(input / stride) rows and columns, as in
   * Keras.
   */
  SAME,
  /** No padding: the window stays inside the input. */
  VALID
}
