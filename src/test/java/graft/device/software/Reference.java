package graft.device.software;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a naive computation in double precision gives, with the size of the terms that it summed.
 */
final class Reference {
  /**
   * Rounding of float sums grows slower than this times the sum of the terms' magnitudes; a wrong
   * index does not.
   */
  private static final double RELATIVE = 2e-6;

  private final double[] values;
  private final double[] magnitudes;

  Reference(int count) {
    values = new double[count];
    magnitudes = new double[count];
  }

  /** {@code beta} times what lies in memory before. */
  static Reference of(float[] before, double beta) {
    Reference reference = new Reference(before.length);
    for (int i = 0; i < before.length; i++) {
      // As BLAS and cuDNN have it: a zero factor does not read, so NaN does not survive it.
      if (beta != 0) {
        reference.add(i, beta * before[i]);
      }
    }
    return reference;
  }

  /**
   * As {@link #of(float[], double)} for the elements of a layout; memory in its gaps stays as it
   * was.
   */
  static Reference of(float[] before, double beta, DnnTensors.Layout layout) {
    Reference reference = new Reference(before.length);
    for (int i = 0; i < before.length; i++) {
      reference.set(i, before[i]);
    }
    layout.forEach(i -> reference.set(i, beta == 0 ? 0 : beta * before[i]));
    return reference;
  }

  void add(int index, double term) {
    values[index] += term;
    magnitudes[index] += Math.abs(term);
  }

  void set(int index, double value) {
    values[index] = value;
    magnitudes[index] = Math.abs(value);
  }

  /** Makes negative values zero; their tolerance stays, since rounding may lift one above zero. */
  void clampToZero() {
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(values[i], 0);
    }
  }

  double get(int index) {
    return values[index];
  }

  int size() {
    return values.length;
  }

  /** Fails, saying where, if a value is further from the reference than rounding explains. */
  void assertClose(String what, float[] actual) {
    assertClose(what, actual, 0);
  }

  /**
   * As {@link #assertClose(String, float[])}, for results that share intermediate sums with their
   * neighbours (Winograd's convolutions): an error may also be five millionths of the layer's
   * largest value.
   */
  void assertCloseInLayer(String what, float[] actual) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertClose(what, actual, 5e-6 * largest);
  }

  private void assertClose(String what, float[] actual, double allowance) {
    assertThat(actual).as(what).hasSize(values.length);
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs(actual[i] - values[i]);
      double tolerance = Math.max(RELATIVE * magnitudes[i] + 1e-30, allowance);
      if (!(difference <= tolerance)) {
        throw new AssertionError(
            what
                + ": element "
                + i
                + " is "
                + actual[i]
                + ", expected "
                + values[i]
                + " within "
                + tolerance);
      }
    }
  }
}
