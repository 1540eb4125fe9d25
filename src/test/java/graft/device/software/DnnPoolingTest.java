package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnDestroyPoolingDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnPoolingBackward;
import static jcuda.jcudnn.JCudnn.cudnnPoolingForward;
import static jcuda.jcudnn.cudnnNanPropagation.CUDNN_NOT_PROPAGATE_NAN;
import static jcuda.jcudnn.cudnnNanPropagation.CUDNN_PROPAGATE_NAN;
import static jcuda.jcudnn.cudnnPoolingMode.CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING;
import static jcuda.jcudnn.cudnnPoolingMode.CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING;
import static jcuda.jcudnn.cudnnPoolingMode.CUDNN_POOLING_MAX;
import static jcuda.jcudnn.cudnnPoolingMode.CUDNN_POOLING_MAX_DETERMINISTIC;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import graft.device.software.DnnTensors.Layout;
import java.util.Arrays;
import java.util.Random;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnPoolingDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pooling against its definition. */
@SoftwareOnly("it tests the software device")
class DnnPoolingTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  @Test
  void agreesWithTheDefinitionOnTheNetworksShapes() {
    Random random = new Random(1);
    for (int mode : new int[] {CUDNN_POOLING_MAX, CUDNN_POOLING_MAX_DETERMINISTIC}) {
      for (int[] shape :
          new int[][] {
            {3, 64, 28, 28},
            {2, 128, 28, 28},
            {2, 64, 14, 14},
            {2, 5, 7, 9},
            {1, 1, 2, 3},
            {1, 33, 5, 4}
          }) {
        for (float beta : new float[] {0, 1}) {
          check(random, DnnPooling.halving(mode, shape[0], shape[1], shape[2], shape[3]), 1, beta);
        }
      }
    }
  }

  @Test
  void agreesWithTheDefinitionOnRandomShapes() {
    for (int seed = 0; seed < 250; seed++) {
      Random random = new Random(seed);
      check(
          random,
          DnnPooling.random(random),
          random.nextBoolean() ? 1 : 0.5f,
          new float[] {0, 1, -0.25f}[random.nextInt(3)]);
    }
  }

  /** Few distinct values, so that most windows have several maxima. */
  private static float[] values(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(5) - 2;
    }
    return values;
  }

  private static void check(Random random, DnnPooling pooling, float alpha, float beta) {
    float[] x = values(random, pooling.x().span());
    float[] y = DeviceFloats.random(random, pooling.y().span());
    float[] dy = DeviceFloats.random(random, pooling.y().span());
    float[] dx = DeviceFloats.random(random, pooling.x().span());
    Reference forward = Reference.of(y, beta, pooling.y());
    Reference backward = Reference.of(dx, beta, pooling.x());
    pooling.forEachWindow(
        (n, c, i, j, top, bottom, left, right) -> {
          int out = pooling.y().at(n, c, i, j);
          if (pooling.isMax()) {
            int best = pooling.firstMaximum(x, n, c, top, bottom, left, right);
            forward.add(out, alpha * x[best]);
            backward.add(best, alpha * dy[out]);
            return;
          }
          double divisor = pooling.divisor(top, bottom, left, right);
          for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
              int at = pooling.x().at(n, c, row, column);
              forward.add(out, alpha * x[at] / divisor);
              backward.add(at, alpha * dy[out] / divisor);
            }
          }
        });
    String what = pooling + " alpha " + alpha + " beta " + beta;
    forward.assertClose("forward " + what, forward(pooling, alpha, x, beta, y));
    backward.assertClose("backward " + what, backward(pooling, alpha, dy, x, beta, dx));
  }

  private static float[] forward(
      DnnPooling pooling, float alpha, float[] x, float beta, float[] before) {
    cudnnPoolingDescriptor descriptor = pooling.descriptor();
    try (DeviceFloats from = DeviceFloats.of(x);
        DeviceFloats to = DeviceFloats.of(before)) {
      assertThat(
              cudnnPoolingForward(
                  dnn.handle(),
                  descriptor,
                  Pointer.to(new float[] {alpha}),
                  pooling.x().descriptor(),
                  from.pointer(),
                  Pointer.to(new float[] {beta}),
                  pooling.y().descriptor(),
                  to.pointer()))
          .isZero();
      cudnnDestroyPoolingDescriptor(descriptor);
      return to.read();
    }
  }

  private static float[] backward(
      DnnPooling pooling, float alpha, float[] dy, float[] x, float beta, float[] before) {
    cudnnTensorDescriptor xDescriptor = pooling.x().descriptor();
    cudnnTensorDescriptor yDescriptor = pooling.y().descriptor();
    try (DeviceFloats upstream = DeviceFloats.of(dy);
        DeviceFloats from = DeviceFloats.of(x);
        DeviceFloats y = DeviceFloats.of(new float[dy.length]);
        DeviceFloats to = DeviceFloats.of(before)) {
      assertThat(
              cudnnPoolingBackward(
                  dnn.handle(),
                  pooling.descriptor(),
                  Pointer.to(new float[] {alpha}),
                  yDescriptor,
                  y.pointer(),
                  yDescriptor,
                  upstream.pointer(),
                  xDescriptor,
                  from.pointer(),
                  Pointer.to(new float[] {beta}),
                  xDescriptor,
                  to.pointer()))
          .isZero();
      return to.read();
    }
  }

  @Test
  void nanIsPassedOnOnlyWhereAskedFor() {
    for (int channels : new int[] {1, 64}) {
      Layout in = Layout.nhwc(1, channels, 2, 2);
      Layout out = Layout.nhwc(1, channels, 1, 1);
      for (int place = 0; place < 4; place++) {
        float[] x = new float[4 * channels];
        for (int i = 0; i < x.length; i++) {
          x[i] = i / channels == place ? Float.NaN : i / channels + 1;
        }
        float[] zeros = new float[channels];
        float[] sevens = new float[channels];
        Arrays.fill(sevens, 7);
        DnnPooling passed =
            new DnnPooling(CUDNN_POOLING_MAX, CUDNN_PROPAGATE_NAN, in, out, 2, 2, 0, 0, 2, 2);
        assertThat(forward(passed, 1, x, 0, zeros)).containsOnly(Float.NaN);
        DnnPooling ignored =
            new DnnPooling(CUDNN_POOLING_MAX, CUDNN_NOT_PROPAGATE_NAN, in, out, 2, 2, 0, 0, 2, 2);
        assertThat(forward(ignored, 1, x, 0, zeros)).containsOnly(place == 3 ? 3 : 4);
        float[] gradient = backward(ignored, 1, sevens, x, 0, new float[x.length]);
        for (int i = 0; i < x.length; i++) {
          assertThat(gradient[i]).isEqualTo(i / channels == (place == 3 ? 2 : 3) ? 7 : 0);
        }
      }
    }
  }

  @Test
  void misuse() {
    DnnPooling pooling = DnnPooling.halving(CUDNN_POOLING_MAX, 2, 4, 6, 6);
    cudnnPoolingDescriptor descriptor = pooling.descriptor();
    cudnnTensorDescriptor x = pooling.x().descriptor();
    cudnnTensorDescriptor y = pooling.y().descriptor();
    cudnnTensorDescriptor wrongChannels = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 5, 3, 3);
    cudnnTensorDescriptor wrongSize = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 4, 3, 4);
    Pointer one = Pointer.to(new float[] {1});
    try (DeviceFloats memory = DeviceFloats.filled(4096, 0)) {
      Pointer data = memory.pointer();
      Pointer output = memory.pointerTo(2048);
      cudnnHandle handle = dnn.handle();
      assertThat(cudnnPoolingForward(handle, descriptor, one, x, data, one, y, output)).isZero();
      int bad = CUDNN_STATUS_BAD_PARAM;
      assertThat(cudnnPoolingForward(new cudnnHandle(), descriptor, one, x, data, one, y, output))
          .isEqualTo(bad);
      assertThat(
              cudnnPoolingForward(
                  handle, new cudnnPoolingDescriptor(), one, x, data, one, y, output))
          .isEqualTo(bad);
      assertThat(cudnnPoolingForward(handle, descriptor, one, x, new Pointer(), one, y, output))
          .isEqualTo(bad);
      assertThat(cudnnPoolingForward(handle, descriptor, new Pointer(), x, data, one, y, output))
          .isEqualTo(bad);
      assertThat(cudnnPoolingForward(handle, descriptor, one, x, data, one, wrongChannels, output))
          .isEqualTo(bad);
      assertThat(cudnnPoolingForward(handle, descriptor, one, x, data, one, wrongSize, output))
          .isEqualTo(bad);
      cudnnTensorDescriptor nchw = DnnTensors.tensor(CUDNN_TENSOR_NCHW, 2, 4, 6, 6);
      assertThat(
              cudnnPoolingBackward(
                  handle, descriptor, one, y, data, y, data, x, data, one, nchw, output))
          .as("strides of x and dx differ")
          .isEqualTo(bad);
      assertThat(
              cudnnPoolingBackward(
                  handle, descriptor, one, y, data, wrongSize, data, x, data, one, x, output))
          .as("y and dy differ")
          .isEqualTo(bad);
      assertThat(
              cudnnPoolingBackward(
                  handle, descriptor, one, y, new Pointer(), y, data, x, data, one, x, output))
          .as("y is wanted")
          .isEqualTo(bad);
    }
  }

  @Test
  void averagesCountPaddingOnlyWhereAskedFor() {
    float[] x = {4, 4, 4, 4};
    Layout in = Layout.nhwc(1, 1, 2, 2);
    Layout out = Layout.nhwc(1, 1, 2, 2);
    DnnPooling including =
        new DnnPooling(CUDNN_POOLING_AVERAGE_COUNT_INCLUDE_PADDING, 0, in, out, 2, 2, 1, 1, 2, 2);
    assertThat(forward(including, 1, x, 0, new float[4])).containsOnly(1);
    DnnPooling excluding =
        new DnnPooling(CUDNN_POOLING_AVERAGE_COUNT_EXCLUDE_PADDING, 0, in, out, 2, 2, 1, 1, 2, 2);
    assertThat(forward(excluding, 1, x, 0, new float[4])).containsOnly(4);
  }
}
