package graft.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A model's logits for images, and what follows from them: a value on the host. Images are counted
 * from 0.
 *
 * <p>Probabilities are the softmax of the logits, computed in double on the host: exp(z - m) / sum
 * of exp(z - m), m the largest logit. Of equal logits the one of the lower class comes first, as on
 * the device.
 */
public final class Predictions {
  private final float[] logits; // [N, classes]
  private final int classes;

  /**
   * Keeps a copy.
   *
   * @param logits {@code [N, classes]}, row-major
   * @throws IllegalArgumentException if there is no class, no image, or a row is not whole
   */
  public Predictions(float[] logits, int classes) {
    if (classes < 1 || logits.length == 0 || logits.length % classes != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %,d logits in %d classes, expected a row of the classes' logits for one image"
                  + " or more",
              logits.length,
              classes));
    }
    this.logits = logits.clone();
    this.classes = classes;
  }

  /** N, the number of images. */
  public int count() {
    return logits.length / classes;
  }

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /** All logits, {@code [N, classes]}: a copy. */
  public float[] logits() {
    return logits.clone();
  }

  /**
   * An image's logits, {@code [classes]}: a copy.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public float[] logits(int image) {
    int from = Objects.checkIndex(image, count()) * classes;
    return Arrays.copyOfRange(logits, from, from + classes);
  }

  /**
   * An image's probabilities, {@code [classes]}; they sum to 1 but for rounding.
   *
   * @throws NotFiniteLogitsException if one of its logits is NaN or infinite
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public double[] probabilities(int image) {
    float[] row = finite(image);
    double[] probabilities = new double[classes];
    double sum = 0;
    float largest = row[best(row)];
    for (int i = 0; i < classes; i++) {
      probabilities[i] = Math.exp((double) row[i] - largest);
      sum += probabilities[i];
    }
    for (int i = 0; i < classes; i++) {
      probabilities[i] /= sum;
    }
    return probabilities;
  }

  /**
   * The class of an image's largest logit.
   *
   * @throws NotFiniteLogitsException if one of its logits is NaN or infinite
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int best(int image) {
    return best(finite(image));
  }

  private static int best(float[] row) {
    int best = 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[best]) {
        best = i;
      }
    }
    return best;
  }

  /**
   * An image's most probable classes, the most probable first.
   *
   * @param most how many, 1 or more; all of them if there are fewer
   * @throws IllegalArgumentException if fewer than one are asked for
   * @throws NotFiniteLogitsException if one of its logits is NaN or infinite
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public List<ClassProbability> top(int image, int most) {
    if (most < 1) {
      throw new IllegalArgumentException(most + " classes were asked for, expected 1 or more");
    }
    double[] probabilities = probabilities(image);
    List<ClassProbability> sorted = new ArrayList<>();
    for (int i = 0; i < classes; i++) {
      sorted.add(new ClassProbability(i, probabilities[i]));
    }
    // By the logits: probabilities of small ones may all be rounded to 0. The sort is stable, and
    // what is added makes a 0 of -0, which compare() holds for less.
    float[] row = logits(image);
    sorted.sort((a, b) -> Float.compare(row[b.label()] + 0f, row[a.label()] + 0f));
    return List.copyOf(sorted.subList(0, Math.min(most, classes)));
  }

  /**
   * The categorical cross-entropy of an image, in nats: log(sum of exp(logits)) less the label's
   * logit.
   *
   * @throws NotFiniteLogitsException if one of its logits is NaN or infinite
   */
  double loss(int image, int label) {
    float[] row = finite(image);
    float largest = row[best(row)];
    double sum = 0;
    for (float logit : row) {
      sum += Math.exp((double) logit - largest);
    }
    return Math.log(sum) + ((double) largest - row[label]);
  }

  /** How many classes come before a label's: 0 where it is the {@link #best}. */
  int rank(int image, int label) {
    float[] row = finite(image);
    int before = 0;
    for (int i = 0; i < classes; i++) {
      if (row[i] > row[label] || (row[i] == row[label] && i < label)) {
        before++;
      }
    }
    return before;
  }

  private float[] finite(int image) {
    float[] row = logits(image);
    for (int i = 0; i < classes; i++) {
      if (!Float.isFinite(row[i])) {
        throw new NotFiniteLogitsException(image, i, row[i]);
      }
    }
    return row;
  }

  /** Equal bit for bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Predictions predictions
        && classes == predictions.classes
        && Arrays.equals(logits, predictions.logits);
  }

  @Override
  public int hashCode() {
    return 31 * classes + Arrays.hashCode(logits);
  }

  @Override
  public String toString() {
    return "Predictions for " + count() + " images in " + classes + " classes";
  }
}
