package graft.model;

import java.util.Locale;

/** How a convolution or a pooling treats the border of an image. */
public sealed interface Padding {
  /**
   * Around the input so much that the output has ceil(input / stride) rows and columns, as in
   * Keras; where that is an odd number of rows, the last one is below.
   */
  Padding SAME = Rule.SAME;

  /** No padding: the windows stay inside the input. */
  Padding VALID = Rule.VALID;

  /** As many rows above and below as columns left and right: PyTorch's {@code padding=each}. */
  static Padding all(int each) {
    return new Explicit(each, each, each, each);
  }

  /** So many rows above and below, columns left and right. */
  static Padding explicit(int top, int bottom, int left, int right) {
    return new Explicit(top, bottom, left, right);
  }

  /** Rules by which the input's size tells how much. */
  enum Rule implements Padding {
    /** {@link Padding#SAME}. */
    SAME,
    /** {@link Padding#VALID}. */
    VALID
  }

  /**
   * As much as is told, whatever the input.
   *
   * @param top rows above
   * @param bottom rows below
   * @param left columns to the left
   * @param right columns to the right
   */
  record Explicit(int top, int bottom, int left, int right) implements Padding {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Explicit {
      if (Math.min(Math.min(top, bottom), Math.min(left, right)) < 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "padding is %d above, %d below, %d left, %d right; expected numbers of 0 or more",
                top,
                bottom,
                left,
                right));
      }
    }

    /** Whether there is the same on all four sides. */
    public boolean isEven() {
      return top == bottom && left == right && top == left;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT, "%d above, %d below, %d left, %d right", top, bottom, left, right);
    }
  }
}
