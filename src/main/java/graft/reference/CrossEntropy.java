package graft.reference;

import java.util.Arrays;

/**
 * What softmax and cross-entropy make of a batch, in float64.
 *
 * @param losses {@code [rows]}, log(sum of exp(logits)) - logit of the label
 * @param hits {@code [rows]}, 1 where the first largest logit is the label's
 * @param logitsGradient {@code [rows, classes]}, of the mean loss: (softmax - onehot) / rows
 */
@SuppressWarnings("ArrayRecordComponent") // a bag of results for tests; nobody compares two
public record CrossEntropy(double[] losses, int[] hits, double[] logitsGradient) {
  /** Of logits {@code [rows, classes]} against labels {@code [rows]}. */
  public static CrossEntropy of(double[] logits, int[] labels) {
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
      losses[row] = z[best] + Math.log(sum) - z[labels[row]];
      hits[row] = best == labels[row] ? 1 : 0;
      for (int c = 0; c < classes; c++) {
        double softmax = Math.exp(z[c] - z[best]) / sum;
        gradient[row * classes + c] = (softmax - (c == labels[row] ? 1 : 0)) / rows;
      }
    }
    return new CrossEntropy(losses, hits, gradient);
  }

  /** The mean over the batch, what training descends. */
  public double meanLoss() {
    return Arrays.stream(losses).sum() / losses.length;
  }
}
