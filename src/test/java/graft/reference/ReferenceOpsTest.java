package graft.reference;

import static org.assertj.core.api.Assertions.assertThat;

import graft.random.Philox;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/**
 * The judge judged: values worked out by hand, and the identities that tie a bilinear operation to
 * its gradients. {@link ReferenceNetworkTest} adds finite differences.
 */
class ReferenceOpsTest {
  // Sums of some hundred products near 1, in another order: rounding stays under 1e-13.
  private static final Closeness SAME_IN_FLOAT64 = new Closeness(1e-12, 1e-12);

  private static final double[] ONE_TO_NINE = {1, 2, 3, 4, 5, 6, 7, 8, 9};

  @Test
  void convolutionByHand() {
    ConvolutionSize valid = new ConvolutionSize(1, 3, 3, 1, 1, 2, 2, 1, 1, 0, 0, 0, 0);
    assertThat(ReferenceOps.convolution(valid, ONE_TO_NINE, new double[] {1, 2, 3, 4}))
        .containsExactly(37, 47, 67, 77);
    ConvolutionSize padded = new ConvolutionSize(1, 3, 3, 1, 1, 3, 3, 2, 2, 1, 1, 1, 1);
    assertThat(ReferenceOps.convolution(padded, ONE_TO_NINE, ONE_TO_NINE))
        .containsExactly(94, 106, 106, 94);
    ConvolutionSize channels = new ConvolutionSize(1, 1, 2, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0);
    assertThat(
            ReferenceOps.convolution(
                channels, new double[] {1, 2, 3, 4}, new double[] {10, 20, 30, 40}))
        .containsExactly(50, 110, 110, 250);
  }

  /** A filter with a single 1 copies one channel, moved: with linearity, that is all there is. */
  @Property
  void convolutionWithAUnitFilterMovesTheImage(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    ConvolutionSize size = randomConvolution(random);
    double[] x = normal(size.inputElements(), random);
    int k = random.nextInt(size.filters());
    int r = random.nextInt(size.kernelHeight());
    int s = random.nextInt(size.kernelWidth());
    int c = random.nextInt(size.channels());
    double[] w = new double[size.filterElements()];
    w[((k * size.kernelHeight() + r) * size.kernelWidth() + s) * size.channels() + c] = 1;

    double[] y = ReferenceOps.convolution(size, x, w);

    double[] expected = new double[y.length];
    for (int i = 0; i < y.length; i++) {
      int pixel = i / size.filters();
      int q = pixel % size.outputWidth();
      int p = pixel / size.outputWidth() % size.outputHeight();
      int n = pixel / size.outputWidth() / size.outputHeight();
      int h = p * size.strideHeight() - size.top() + r;
      int column = q * size.strideWidth() - size.left() + s;
      boolean inside = h >= 0 && h < size.height() && column >= 0 && column < size.width();
      if (i % size.filters() == k && inside) {
        expected[i] = x[((n * size.height() + h) * size.width() + column) * size.channels() + c];
      }
    }
    assertThat(y).containsExactly(expected);
  }

  /** dy . conv(x, w) is linear in x and in w: its gradients' products with them are itself. */
  @Property
  void convolutionGradientsAreAdjoint(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    ConvolutionSize size = randomConvolution(random);
    double[] x = normal(size.inputElements(), random);
    double[] w = normal(size.filterElements(), random);
    double[] dy = normal(size.outputElements(), random);
    double whole = dot(dy, ReferenceOps.convolution(size, x, w));
    SAME_IN_FLOAT64.check(
        "dx . x", dot(ReferenceOps.convolutionBackwardData(size, w, dy), x), whole);
    SAME_IN_FLOAT64.check(
        "dw . w", dot(ReferenceOps.convolutionBackwardFilter(size, x, dy), w), whole);
  }

  @Test
  void denseByHand() {
    double[] x = {1, 2, 3, 4, 5, 6};
    double[] w = {1, 2, 3, 4, 5, 6};
    assertThat(ReferenceOps.dense(2, 3, 2, x, w)).containsExactly(22, 28, 49, 64);
    double[] dy = {1, 0, 0, 1};
    assertThat(ReferenceOps.denseBackwardData(2, 3, 2, w, dy)).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(ReferenceOps.denseBackwardWeights(2, 3, 2, x, dy)).containsExactly(1, 4, 2, 5, 3, 6);
  }

  @Property
  void denseGradientsAreAdjoint(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 7) int rows,
      @ForAll @IntRange(min = 1, max = 9) int in,
      @ForAll @IntRange(min = 1, max = 5) int out) {
    Philox random = new Philox(seed, 0);
    double[] x = normal(rows * in, random);
    double[] w = normal(in * out, random);
    double[] dy = normal(rows * out, random);
    double whole = dot(dy, ReferenceOps.dense(rows, in, out, x, w));
    double[] dx = ReferenceOps.denseBackwardData(rows, in, out, w, dy);
    double[] dw = ReferenceOps.denseBackwardWeights(rows, in, out, x, dy);
    SAME_IN_FLOAT64.check("dx . x", dot(dx, x), whole);
    SAME_IN_FLOAT64.check("dw . w", dot(dw, w), whole);
  }

  @Test
  void maxPoolingGivesTiesToTheFirst() {
    PoolingSize size = new PoolingSize(1, 2, 4, 1, 2, 2, 2, 2, 0, 0, 0, 0);
    double[] x = {5, 5, 1, 2, 5, 5, 3, 3};
    assertThat(ReferencePooling.max(size, x)).containsExactly(5, 3);
    assertThat(ReferencePooling.maxBackward(size, x, new double[] {10, 20}))
        .containsExactly(10, 0, 0, 0, 0, 0, 20, 0);
  }

  @Test
  void overlappingWindowsAddTheirGradients() {
    PoolingSize size = new PoolingSize(1, 1, 3, 2, 1, 2, 1, 1, 0, 0, 0, 0);
    double[] x = {1, -1, 9, -9, 2, -2};
    assertThat(ReferencePooling.max(size, x)).containsExactly(9, -1, 9, -2);
    assertThat(ReferencePooling.maxBackward(size, x, new double[] {1, 2, 3, 4}))
        .containsExactly(0, 2, 4, 0, 0, 4);
  }

  /** Windows of 2x2 with a row above and a column right of {{-1, -2}, {-3, -4}}. */
  @Test
  void poolingLeavesTheBorderOut() {
    PoolingSize size = new PoolingSize(1, 2, 2, 1, 2, 2, 1, 1, 1, 0, 0, 1);
    double[] x = {-1, -2, -3, -4};
    double[] dy = {12, 24, 36, 48};
    assertThat(ReferencePooling.max(size, x)).containsExactly(-1, -2, -1, -2);
    assertThat(ReferencePooling.maxBackward(size, x, dy)).containsExactly(48, 72, 0, 0);
    assertThat(ReferencePooling.average(size, x)).containsExactly(-1.5, -2, -2.5, -3);
    assertThat(ReferencePooling.averageBackward(size, dy))
        .containsExactly(6 + 9, 6 + 24 + 9 + 24, 9, 9 + 24);
  }

  @Test
  void biasAndReluByHand() {
    double[] bias = {10, 20};
    double[] y = {1, 2, 3, 4};
    assertThat(ReferenceOps.addBias(y, bias)).containsExactly(11, 22, 13, 24);
    assertThat(ReferenceOps.biasBackward(y, 2)).containsExactly(4, 6);
    double[] signs = {-1, 0, -0.0, 2};
    assertThat(ReferenceOps.relu(signs)).containsExactly(0, 0, 0, 2);
    assertThat(ReferenceOps.reluBackward(signs, new double[] {5, 6, 7, 8}))
        .containsExactly(0, 0, 0, 8);
  }

  @Test
  void sumsAndConcatenationsByHand() {
    double[] a = {1, 2, 3, 4};
    double[] b = {10, 20, 30, 40};
    double[] c = {5, 6};
    assertThat(ReferenceOps.add(List.of(a, b, a))).containsExactly(12, 24, 36, 48);
    assertThat(ReferenceOps.addBackward(3, a)).hasSize(3).allMatch(dx -> Arrays.equals(dx, a));
    // Two rows of 2 and 1 channels.
    double[] y = {1, 2, 5, 3, 4, 6};
    assertThat(ReferenceOps.concat(List.of(2, 1), List.of(a, c))).containsExactly(y);
    List<double[]> parts = ReferenceOps.concatBackward(List.of(2, 1), y);
    assertThat(parts.get(0)).containsExactly(a);
    assertThat(parts.get(1)).containsExactly(c);
  }

  @Test
  void crossEntropyByHand() {
    // Softmax of (0, ln 3) is (1/4, 3/4).
    double[] logits = {0, Math.log(3), 7, 7};
    CrossEntropy result = CrossEntropy.of(logits, new int[] {0, 1});
    SAME_IN_FLOAT64.check("losses", result.losses(), new double[] {Math.log(4), Math.log(2)});
    // Of equal logits the first is the prediction.
    assertThat(result.hits()).containsExactly(0, 0);
    SAME_IN_FLOAT64.check(
        "gradient", result.logitsGradient(), new double[] {-0.375, 0.375, 0.25, -0.25});
    SAME_IN_FLOAT64.check("mean loss", result.meanLoss(), Math.log(8) / 2);
  }

  @Test
  void crossEntropyOfSmoothedTargetsByHand() {
    // Targets (0.9, 0.1) against probabilities (1/4, 3/4).
    CrossEntropy result = CrossEntropy.of(new double[] {0, Math.log(3)}, new int[] {0}, 0.2);
    SAME_IN_FLOAT64.check(
        "loss", result.losses(), new double[] {0.9 * Math.log(4) + 0.1 * Math.log(4 / 3.0)});
    SAME_IN_FLOAT64.check("gradient", result.logitsGradient(), new double[] {-0.65, 0.65});
  }

  @Test
  void crossEntropySurvivesLargeLogits() {
    CrossEntropy result = CrossEntropy.of(new double[] {1e6, -1e6}, new int[] {1});
    SAME_IN_FLOAT64.check("loss", result.losses(), new double[] {2e6});
    SAME_IN_FLOAT64.check("gradient", result.logitsGradient(), new double[] {1, -1});
  }

  private static ConvolutionSize randomConvolution(Philox random) {
    int kernelHeight = 1 + random.nextInt(4);
    int kernelWidth = 1 + random.nextInt(4);
    return new ConvolutionSize(
        1 + random.nextInt(2),
        kernelHeight + random.nextInt(5),
        kernelWidth + random.nextInt(5),
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        kernelHeight,
        kernelWidth,
        1 + random.nextInt(3),
        1 + random.nextInt(3),
        random.nextInt(kernelHeight),
        random.nextInt(kernelHeight),
        random.nextInt(kernelWidth),
        random.nextInt(kernelWidth));
  }

  private static double[] normal(int count, Philox random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
