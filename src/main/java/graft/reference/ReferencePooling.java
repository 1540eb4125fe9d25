package graft.reference;

import java.util.Arrays;

/** Pooling in float64, straight from its definition, as {@link ReferenceOps} has the others. */
public final class ReferencePooling {
  private ReferencePooling() {}

  /** y {@code [N, P, Q, C]}: the largest value that each window sees of x {@code [N, H, W, C]}. */
  public static double[] max(PoolingSize size, double[] x) {
    return Arrays.stream(choice(size, x)).mapToDouble(position -> x[position]).toArray();
  }

  /** dx {@code [N, H, W, C]}: each window hands its gradient to its first largest element. */
  public static double[] maxBackward(PoolingSize size, double[] x, double[] dy) {
    int[] chosen = choice(size, x);
    double[] dx = new double[size.inputElements()];
    for (int i = 0; i < chosen.length; i++) {
      dx[chosen[i]] += dy[i];
    }
    return dx;
  }

  /** For each output element, the position in x of its window's first largest element. */
  private static int[] choice(PoolingSize size, double[] x) {
    int[] chosen = new int[size.outputElements()];
    Arrays.fill(chosen, -1);
    size.forEachSeen(
        (output, input) -> {
          if (chosen[output] < 0 || x[input] > x[chosen[output]]) {
            chosen[output] = input;
          }
        });
    return chosen;
  }

  /** y {@code [N, P, Q, C]}: the mean of what each window sees of x {@code [N, H, W, C]}. */
  public static double[] average(PoolingSize size, double[] x) {
    int[] counts = counts(size);
    double[] y = new double[size.outputElements()];
    size.forEachSeen((output, input) -> y[output] += x[input] / counts[output]);
    return y;
  }

  /** dx {@code [N, H, W, C]}: each window shares its gradient among what it sees. */
  public static double[] averageBackward(PoolingSize size, double[] dy) {
    int[] counts = counts(size);
    double[] dx = new double[size.inputElements()];
    size.forEachSeen((output, input) -> dx[input] += dy[output] / counts[output]);
    return dx;
  }

  private static int[] counts(PoolingSize size) {
    int[] counts = new int[size.outputElements()];
    size.forEachSeen((output, input) -> counts[output]++);
    return counts;
  }
}
