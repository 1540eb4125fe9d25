package graft.reference;

import java.util.Arrays;

/**
 * What softmax and cross-entropy make of a batch, in float64.
 *
 * @param losses {@code [rows]}, the sum over classes of target (log(sum of exp(logits)) - logit)
 * @param hits {@code [rows]}, 1 where the first largest logit is the label's
 * @param logitsGradient {@code [rows, classes]}, of the mean loss: (softmax - target) / rows
 */
@SuppressWarnings("ArrayRecordComponent") // a bag of results for tests; nobody compares two
public record CrossEntropy(double[] losses, int[] hits, double[] logitsGradient) {
  /** Of logits {@code [rows, classes]} against labels {@code [rows]}: targets are onehot(label). */
  public static CrossEntropy of(double[] logits, int[] labels) {
    return of(logits, labels, 0);
  }

  /**
   * Of logits {@code [rows, classes]} against smoothed labels.
   *
   * @param labels {@code [rows]}
   * @param smoothing e of the targets (1 - e) onehot(label) + e / classes
   */
  public static CrossEntropy of(double[] logits, int[] labels, double smoothing) {
    int rows = labels.length;
    int classes = logits.length / rows;
    double[] losses = new double[rows];
    int[] hits = new int[rows];
    double[] gradient = new double[logits.length];
    for (int row = 0; row < rows; row++) {
      double[] z = Arrays.copyOfRange(logits, row * classes, (row + 1) * classes);
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = z[c] > z[best] ? c : best;
      }
      double sum = 0;
      for (double value : z) {
        sum += Math.exp(value - z[best]);
      }
      hits[row] = best == labels[row] ? 1 : 0;
      for (int c = 0; c < classes; c++) {
        double target = (c == labels[row] ? 1 - smoothing : 0) + smoothing / classes;
        if (target != 0) {
          losses[row] += target * (z[best] + Math.log(sum) - z[c]);
        }
        double softmax = Math.exp(z[c] - z[best]) / sum;
        gradient[row * classes + c] = (softmax - target) / rows;
      }
    }
    return new CrossEntropy(losses, hits, gradient);
  }

  /** The mean over the batch, what training descends. */
  public double meanLoss() {
    return Arrays.stream(losses).sum() / losses.length;
  }
}
