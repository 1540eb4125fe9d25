package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnSoftmaxBackward;
import static jcuda.jcudnn.JCudnn.cudnnSoftmaxForward;
import static jcuda.jcudnn.cudnnSoftmaxAlgorithm.CUDNN_SOFTMAX_LOG;
import static jcuda.jcudnn.cudnnSoftmaxMode.CUDNN_SOFTMAX_MODE_CHANNEL;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NCHW;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import graft.device.software.DnnTensors.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Softmax against its formula in double precision. */
@SoftwareOnly("it tests the software device")
class DnnSoftmaxTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  /**
   * What exp, log and their quotients lose in float, far above rounding of sums and far below a
   * wrong formula.
   */
  private static final double TOLERANCE = 2e-5;

  /** The indices that one softmax runs over. */
  private static List<List<Integer>> groups(Layout layout, int mode) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int n = 0; n < layout.n(); n++) {
      List<Integer> instance = new ArrayList<>();
      for (int i = 0; i < layout.h(); i++) {
        for (int j = 0; j < layout.w(); j++) {
          List<Integer> channels = new ArrayList<>();
          for (int c = 0; c < layout.c(); c++) {
            channels.add(layout.at(n, c, i, j));
          }
          instance.addAll(channels);
          if (mode == CUDNN_SOFTMAX_MODE_CHANNEL) {
            groups.add(channels);
          }
        }
      }
      if (mode != CUDNN_SOFTMAX_MODE_CHANNEL) {
        groups.add(instance);
      }
    }
    return groups;
  }

  @Test
  void softmaxAndItsGradient() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int algorithm = seed % 3;
      int mode = seed / 3 % 2;
      Layout layout =
          Layout.random(
              random,
              1 + random.nextInt(5),
              1 + random.nextInt(12),
              1 + random.nextInt(4),
              1 + random.nextInt(4));
      float alpha = random.nextBoolean() ? 1 : 2;
      float beta = random.nextBoolean() ? 0 : 0.5f;
      float[] x = DeviceFloats.random(random, layout.span());
      float[] dy = DeviceFloats.random(random, layout.span());
      float[] before = DeviceFloats.random(random, layout.span());
      double[] y = new double[layout.span()];
      double[] dx = new double[layout.span()];
      for (List<Integer> group : groups(layout, mode)) {
        double sum = group.stream().mapToDouble(at -> Math.exp(x[at])).sum();
        group.forEach(
            at ->
                y[at] =
                    algorithm == CUDNN_SOFTMAX_LOG ? x[at] - Math.log(sum) : Math.exp(x[at]) / sum);
        for (int at : group) {
          for (int other : group) {
            double probability = Math.exp(x[at]) / sum;
            double delta = at == other ? 1 : 0;
            // d y[other] / d x[at]
            double slope =
                algorithm == CUDNN_SOFTMAX_LOG
                    ? delta - probability
                    : Math.exp(x[other]) / sum * (delta - probability);
            dx[at] += dy[other] * slope;
          }
        }
      }
      float[] yFloats = new float[y.length];
      layout.forEach(at -> yFloats[at] = (float) y[at]);
      cudnnTensorDescriptor tensor = layout.descriptor();
      try (DeviceFloats xMemory = DeviceFloats.of(x);
          DeviceFloats yMemory = DeviceFloats.of(yFloats);
          DeviceFloats dyMemory = DeviceFloats.of(dy);
          DeviceFloats out = DeviceFloats.of(before)) {
        assertThat(
                cudnnSoftmaxForward(
                    dnn.handle(),
                    algorithm,
                    mode,
                    host(alpha),
                    tensor,
                    xMemory.pointer(),
                    host(beta),
                    tensor,
                    out.pointer()))
            .isZero();
        float[] forward = out.read();
        layout.forEach(
            at ->
                assertNear(
                    "softmax " + algorithm + " " + mode,
                    forward[at],
                    alpha * y[at] + beta * before[at]));
        out.write(before);
        assertThat(
                cudnnSoftmaxBackward(
                    dnn.handle(),
                    algorithm,
                    mode,
                    host(alpha),
                    tensor,
                    yMemory.pointer(),
                    tensor,
                    dyMemory.pointer(),
                    host(beta),
                    tensor,
                    out.pointer()))
            .isZero();
        float[] backward = out.read();
        layout.forEach(
            at ->
                assertNear(
                    "gradient " + algorithm + " " + mode,
                    backward[at],
                    alpha * dx[at] + beta * before[at]));
      }
    }
  }

  @Test
  void accurateSoftmaxDoesNotOverflow() {
    cudnnTensorDescriptor tensor = DnnTensors.tensor(CUDNN_TENSOR_NCHW, 1, 3, 1, 1);
    try (DeviceFloats memory = DeviceFloats.of(1000, 1000, -1000)) {
      assertThat(
              cudnnSoftmaxForward(
                  dnn.handle(),
                  1,
                  1,
                  host(1),
                  tensor,
                  memory.pointer(),
                  host(0),
                  tensor,
                  memory.pointer()))
          .isZero();
      assertThat(memory.read()).containsExactly(0.5f, 0.5f, 0);
    }
  }

  @Test
  void softmaxMisuse() {
    cudnnTensorDescriptor tensor = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 4, 1, 1);
    cudnnTensorDescriptor other = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 5, 1, 1);
    try (DeviceFloats memory = DeviceFloats.filled(8, 0)) {
      Pointer data = memory.pointer();
      int bad = CUDNN_STATUS_BAD_PARAM;
      assertThat(
              cudnnSoftmaxForward(dnn.handle(), 3, 1, host(1), tensor, data, host(0), tensor, data))
          .isEqualTo(bad);
      assertThat(
              cudnnSoftmaxForward(dnn.handle(), 1, 2, host(1), tensor, data, host(0), tensor, data))
          .isEqualTo(bad);
      assertThat(
              cudnnSoftmaxForward(dnn.handle(), 1, 1, host(1), tensor, data, host(0), other, data))
          .isEqualTo(bad);
      assertThat(
              cudnnSoftmaxForward(
                  dnn.handle(), 1, 1, host(1), tensor, new Pointer(), host(0), tensor, data))
          .isEqualTo(bad);
      assertThat(
              cudnnSoftmaxBackward(
                  dnn.handle(), 1, 1, host(1), tensor, data, other, data, host(0), tensor, data))
          .isEqualTo(bad);
    }
  }

  private static void assertNear(String what, float actual, double expected) {
    double difference = Math.abs(actual - expected);
    if (!(difference <= TOLERANCE * (1 + Math.abs(expected)))) {
      throw new AssertionError(what + " is " + actual + ", expected " + expected);
    }
  }

  private static Pointer host(float value) {
    return Pointer.to(new float[] {value});
  }
}
