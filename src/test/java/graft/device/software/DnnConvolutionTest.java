package graft.device.software;

import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.util.Arrays;
import java.util.Random;
import jcuda.jcudnn.cudnnConvolutionBwdDataAlgo;
import jcuda.jcudnn.cudnnConvolutionFwdAlgo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Convolutions against their definition. */
@SoftwareOnly("it tests the software device")
class DnnConvolutionTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private static final int RANDOM_CASES = 150;

  /**
   * The networks' layers at a small batch, and sizes around what vectorised kernels handle in
   * blocks.
   */
  private static final DnnConvolution[] NETWORK_CASES = {
    DnnConvolution.same3x3(2, 1, 28, 28, 64),
    DnnConvolution.same3x3(2, 1, 28, 28, 128),
    DnnConvolution.same3x3(3, 64, 14, 14, 64),
    DnnConvolution.same3x3(2, 128, 14, 14, 64),
    DnnConvolution.same3x3(1, 64, 28, 28, 64),
    DnnConvolution.same3x3(1, 1, 1, 1, 1),
    DnnConvolution.same3x3(5, 17, 13, 15, 33),
    DnnConvolution.same3x3(1, 16, 14, 14, 16),
    DnnConvolution.same3x3(2, 32, 7, 29, 48),
    DnnConvolution.same3x3(3, 96, 11, 9, 32),
    DnnConvolution.same3x3(6, 32, 5, 9, 80),
    DnnConvolution.of(CUDNN_TENSOR_NHWC, 5, 48, 7, 8, 32, 3, 2),
    DnnConvolution.same3x3(1, 3, 2, 2, 64),
    DnnConvolution.same3x3(7, 1, 5, 9, 65),
    DnnConvolution.of(CUDNN_TENSOR_NHWC, 2, 64, 14, 14, 64, 5, 2),
    DnnConvolution.of(CUDNN_TENSOR_NHWC, 2, 64, 14, 14, 64, 1, 0),
    DnnConvolution.of(CUDNN_TENSOR_NHWC, 2, 64, 14, 14, 64, 3, 0),
  };

  @Test
  void agreesWithTheDefinitionOnTheNetworksShapes() {
    Random random = new Random(1);
    for (DnnConvolution convolution : NETWORK_CASES) {
      for (DnnDirection direction : DnnDirection.values()) {
        check(random, direction, convolution, 1, 0);
      }
    }
  }

  @Test
  void agreesWithTheDefinitionOnRandomShapes() {
    for (int seed = 0; seed < RANDOM_CASES; seed++) {
      Random random = new Random(seed);
      DnnConvolution convolution = DnnConvolution.random(random);
      for (DnnDirection direction : DnnDirection.values()) {
        float alpha = random.nextBoolean() ? 1 : 0.5f;
        float beta = new float[] {0, 1, -0.25f}[random.nextInt(3)];
        check(random, direction, convolution, alpha, beta);
      }
    }
  }

  /**
   * Fewer channels than a vector has lanes, 1 x 1 taps and a stride: oneDNN's own kernel for this
   * gradient writes past its scratch (its issue 6035). At this size that ends the process.
   */
  @Test
  void subsamplesForTheFilterGradientOfAStridedPointwiseConvolution() {
    Random random = new Random(11);
    for (int format : new int[] {CUDNN_TENSOR_NHWC, CUDNN_TENSOR_NCHW}) {
      DnnConvolution layer = DnnConvolution.pointwise(format, 8, 1, 256, 256, 4, 2);
      check(random, DnnDirection.BACKWARD_FILTER, layer, 1, 0);
    }
  }

  /** The bar of the networks' layers: the largest error under 1e-5 of the largest value. */
  @Test
  void errsLessThanAHundredThousandthOfTheLargestValue() {
    Random random = new Random(7);
    DnnConvolution[] layers = {
      DnnConvolution.same3x3(4, 64, 14, 14, 64),
      DnnConvolution.same3x3(2, 128, 14, 14, 64),
      DnnConvolution.same3x3(8, 32, 7, 9, 48),
      DnnConvolution.same3x3(1, 64, 17, 16, 32),
      DnnConvolution.same3x3(4, 1, 28, 28, 64),
    };
    for (DnnConvolution layer : layers) {
      for (DnnDirection direction : DnnDirection.values()) {
        float[] first = DeviceFloats.random(random, direction.firstSize(layer));
        float[] second = DeviceFloats.random(random, direction.secondSize(layer));
        if (direction != DnnDirection.FORWARD) {
          // As a max pool sends gradients back: one of four is not zero.
          for (int i = 0; i < layer.y().span(); i++) {
            second[i] *= random.nextInt(4) == 0 ? 1 : 0;
          }
        }
        double[] exact = exactly(direction, layer, first, second);
        float[] got =
            direction.run(dnn.handle(), layer, 1, first, second, 0, new float[exact.length]);
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < exact.length; i++) {
          largest = Math.max(largest, Math.abs(exact[i]));
          worst = Math.max(worst, Math.abs(got[i] - exact[i]));
        }
        assertThat(worst / largest).as("%s %s", direction, layer).isLessThan(1e-5);
      }
    }
  }

  /** A gradient that is no number must not vanish among zeros. */
  @Test
  void keepsNaN() {
    DnnConvolution layer = DnnConvolution.same3x3(2, 64, 14, 14, 64);
    for (DnnDirection direction : DnnDirection.values()) {
      float[] first = new float[direction.firstSize(layer)];
      float[] second = new float[direction.secondSize(layer)];
      Arrays.fill(first, 1);
      second[second.length / 2] = Float.NaN;
      float[] out =
          direction.run(
              dnn.handle(), layer, 1, first, second, 0, new float[direction.outSize(layer)]);
      boolean found = false;
      for (float value : out) {
        found |= Float.isNaN(value);
      }
      assertThat(found).as("NaN after %s", direction).isTrue();
    }
  }

  private static double[] exactly(
      DnnDirection direction, DnnConvolution layer, float[] first, float[] second) {
    double[] sums = new double[direction.outSize(layer)];
    layer.forEachProduct(
        (x, filter, y) -> {
          switch (direction) {
            case FORWARD -> sums[y] += (double) first[x] * second[filter];
            case BACKWARD_DATA -> sums[x] += (double) first[filter] * second[y];
            case BACKWARD_FILTER -> sums[filter] += (double) first[x] * second[y];
          }
        });
    return sums;
  }

  @Test
  void zeroBetaDoesNotReadTheOutput() {
    DnnConvolution convolution = DnnConvolution.same3x3(2, 3, 6, 5, 4);
    for (DnnDirection direction : DnnDirection.values()) {
      float[] first = new float[direction.firstSize(convolution)];
      float[] second = new float[direction.secondSize(convolution)];
      float[] before = new float[direction.outSize(convolution)];
      Arrays.fill(before, Float.NaN);
      for (float alpha : new float[] {1, 0.5f}) {
        assertThat(direction.run(dnn.handle(), convolution, alpha, first, second, 0, before))
            .as("%s, alpha %s", direction, alpha)
            .containsOnly(0f);
      }
    }
  }

  @Test
  void givesTheSameBitsTwice() {
    Random random = new Random(5);
    DnnConvolution convolution = DnnConvolution.same3x3(4, 64, 14, 14, 64);
    for (DnnDirection direction : DnnDirection.values()) {
      float[] first = DeviceFloats.random(random, direction.firstSize(convolution));
      float[] second = DeviceFloats.random(random, direction.secondSize(convolution));
      float[] before = DeviceFloats.random(random, direction.outSize(convolution));
      for (float beta : new float[] {0, 1}) {
        float[] once = direction.run(dnn.handle(), convolution, 1, first, second, beta, before);
        float[] again = direction.run(dnn.handle(), convolution, 1, first, second, beta, before);
        assertThat(again).as("%s, beta %s", direction, beta).containsExactly(once);
      }
    }
  }

  /** Descriptors may be destroyed as soon as the call has returned. */
  @Test
  void everyAlgorithmThatTakesTheShapeAgrees() {
    Random random = new Random(6);
    DnnConvolution convolution = DnnConvolution.of(0, 2, 4, 12, 10, 5, 3, 1);
    float[] x = DeviceFloats.random(random, convolution.x().span());
    float[] filter = DeviceFloats.random(random, convolution.filter().span());
    Reference expected = new Reference(convolution.y().span());
    convolution.forEachProduct((i, f, o) -> expected.add(o, (double) x[i] * filter[f]));
    for (int algorithm = 0;
        algorithm < cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_COUNT;
        algorithm++) {
      if (algorithm == cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_DIRECT) {
        continue; // never implemented, by its documentation
      }
      expected.assertCloseInLayer(
          "algorithm " + algorithm,
          DnnDirection.FORWARD.run(
              dnn.handle(), algorithm, convolution, 1, x, filter, 0, new float[expected.size()]));
    }
  }

  @Test
  void everyAlgorithmAddsTheGradientOfTheDataToWhatIsThere() {
    Random random = new Random(7);
    DnnConvolution convolution = DnnConvolution.of(0, 2, 4, 12, 10, 5, 3, 1);
    float[] filter = DeviceFloats.random(random, convolution.filter().span());
    float[] dy = DeviceFloats.random(random, convolution.y().span());
    float[] before = DeviceFloats.random(random, convolution.x().span());
    Reference expected = Reference.of(before, 1, convolution.x());
    convolution.forEachProduct((i, f, o) -> expected.add(i, (double) filter[f] * dy[o]));
    for (int algorithm = 0;
        algorithm < cudnnConvolutionBwdDataAlgo.CUDNN_CONVOLUTION_BWD_DATA_ALGO_COUNT;
        algorithm++) {
      expected.assertCloseInLayer(
          "algorithm " + algorithm,
          DnnDirection.BACKWARD_DATA.run(
              dnn.handle(), algorithm, convolution, 1, filter, dy, 1, before));
    }
  }

  private static void check(
      Random random, DnnDirection direction, DnnConvolution convolution, float alpha, float beta) {
    float[] first = DeviceFloats.random(random, direction.firstSize(convolution));
    float[] second = DeviceFloats.random(random, direction.secondSize(convolution));
    float[] before = DeviceFloats.random(random, direction.outSize(convolution));
    Reference expected =
        switch (direction) {
          case FORWARD -> Reference.of(before, beta, convolution.y());
          case BACKWARD_DATA -> Reference.of(before, beta, convolution.x());
          case BACKWARD_FILTER -> Reference.of(before, beta, convolution.filter());
        };
    convolution.forEachProduct(
        (x, filter, y) -> {
          switch (direction) {
            case FORWARD -> expected.add(y, alpha * (double) first[x] * second[filter]);
            case BACKWARD_DATA -> expected.add(x, alpha * (double) first[filter] * second[y]);
            case BACKWARD_FILTER -> expected.add(filter, alpha * (double) first[x] * second[y]);
          }
        });
    expected.assertCloseInLayer(
        direction + " alpha " + alpha + " beta " + beta + " " + convolution,
        direction.run(dnn.handle(), convolution, alpha, first, second, beta, before));
  }
}
