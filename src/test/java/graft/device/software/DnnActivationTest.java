package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnActivationBackward;
import static jcuda.jcudnn.JCudnn.cudnnActivationForward;
import static jcuda.jcudnn.JCudnn.cudnnCreateActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetActivationDescriptor;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_CLIPPED_RELU;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_ELU;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_IDENTITY;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_RELU;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_SIGMOID;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_SWISH;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_TANH;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import graft.device.software.DnnTensors.Layout;
import java.util.Random;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Activations against their formulas in double precision. */
@SoftwareOnly("it tests the software device")
class DnnActivationTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private static final double COEFFICIENT = 0.75;
  private static final int[] MODES = {
    CUDNN_ACTIVATION_SIGMOID,
    CUDNN_ACTIVATION_RELU,
    CUDNN_ACTIVATION_TANH,
    CUDNN_ACTIVATION_CLIPPED_RELU,
    CUDNN_ACTIVATION_ELU,
    CUDNN_ACTIVATION_SWISH
  };

  /**
   * What exp, log and their quotients lose in float, far above rounding of sums and far below a
   * wrong formula.
   */
  private static final double TOLERANCE = 2e-5;

  private static double activate(int mode, double x) {
    return switch (mode) {
      case CUDNN_ACTIVATION_SIGMOID -> 1 / (1 + Math.exp(-x));
      case CUDNN_ACTIVATION_RELU -> Math.max(x, 0);
      case CUDNN_ACTIVATION_TANH -> Math.tanh(x);
      case CUDNN_ACTIVATION_CLIPPED_RELU -> Math.min(Math.max(x, 0), COEFFICIENT);
      case CUDNN_ACTIVATION_ELU -> x > 0 ? x : COEFFICIENT * Math.expm1(x);
      default -> x / (1 + Math.exp(-x));
    };
  }

  /**
   * The derivative by central differences, so that no formula is shared with the code under test.
   */
  private static double derivative(int mode, double x) {
    double h = 1e-6;
    return (activate(mode, x + h) - activate(mode, x - h)) / (2 * h);
  }

  @Test
  void activationsAndTheirGradients() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int mode = MODES[seed % MODES.length];
      Layout layout =
          Layout.random(
              random,
              1 + random.nextInt(4),
              1 + random.nextInt(40),
              1 + random.nextInt(6),
              1 + random.nextInt(6));
      float alpha = random.nextBoolean() ? 1 : 2;
      float beta = random.nextBoolean() ? 0 : 0.5f;
      float[] x = DeviceFloats.random(random, layout.span());
      float[] dy = DeviceFloats.random(random, layout.span());
      float[] before = DeviceFloats.random(random, layout.span());
      float[] y = new float[layout.span()];
      layout.forEach(at -> y[at] = (float) activate(mode, x[at]));
      cudnnActivationDescriptor activation = activation(mode);
      cudnnTensorDescriptor tensor = layout.descriptor();
      try (DeviceFloats xMemory = DeviceFloats.of(x);
          DeviceFloats dyMemory = DeviceFloats.of(dy);
          DeviceFloats yMemory = DeviceFloats.of(y);
          DeviceFloats out = DeviceFloats.of(before)) {
        assertThat(
                cudnnActivationForward(
                    dnn.handle(),
                    activation,
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
                    "forward " + mode,
                    forward[at],
                    alpha * activate(mode, x[at]) + beta * before[at]));
        out.write(before);
        assertThat(
                cudnnActivationBackward(
                    dnn.handle(),
                    activation,
                    host(alpha),
                    tensor,
                    yMemory.pointer(),
                    tensor,
                    dyMemory.pointer(),
                    tensor,
                    xMemory.pointer(),
                    host(beta),
                    tensor,
                    out.pointer()))
            .isZero();
        float[] backward = out.read();
        layout.forEach(
            at ->
                assertNear(
                    "backward " + mode,
                    backward[at],
                    alpha * dy[at] * derivative(mode, x[at]) + beta * before[at]));
      }
    }
  }

  @Test
  void workInPlace() {
    cudnnTensorDescriptor tensor = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 4, 1, 1);
    cudnnTensorDescriptor other = new Layout(1, 4, 1, 1, 8, 2, 2, 2).descriptor();
    try (DeviceFloats memory = DeviceFloats.of(-1, 2, -3, 4, 0, 0, 0, 0)) {
      cudnnActivationDescriptor relu = activation(CUDNN_ACTIVATION_RELU);
      assertThat(
              cudnnActivationForward(
                  dnn.handle(),
                  relu,
                  host(1),
                  tensor,
                  memory.pointer(),
                  host(0),
                  tensor,
                  memory.pointer()))
          .isZero();
      assertThat(memory.read()).startsWith(0, 2, 0, 4);
      assertThat(
              cudnnActivationForward(
                  dnn.handle(),
                  relu,
                  host(1),
                  tensor,
                  memory.pointer(),
                  host(0),
                  other,
                  memory.pointer()))
          .as("in place with other strides")
          .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    }
  }

  @Test
  void activationMisuse() {
    cudnnTensorDescriptor tensor = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 4, 1, 1);
    cudnnTensorDescriptor other = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 5, 1, 1);
    try (DeviceFloats memory = DeviceFloats.filled(8, 0)) {
      Pointer data = memory.pointer();
      cudnnActivationDescriptor relu = activation(CUDNN_ACTIVATION_RELU);
      cudnnActivationDescriptor identity = activation(CUDNN_ACTIVATION_IDENTITY);
      int bad = CUDNN_STATUS_BAD_PARAM;
      assertThat(
              cudnnActivationForward(
                  dnn.handle(), identity, host(1), tensor, data, host(0), tensor, data))
          .as("the identity serves the fused convolution alone")
          .isEqualTo(bad);
      assertThat(
              cudnnActivationForward(
                  dnn.handle(), relu, host(1), tensor, data, host(0), other, data))
          .isEqualTo(bad);
      assertThat(
              cudnnActivationForward(
                  dnn.handle(), relu, host(1), tensor, new Pointer(), host(0), tensor, data))
          .isEqualTo(bad);
      assertThat(
              cudnnActivationBackward(
                  dnn.handle(),
                  relu,
                  host(1),
                  tensor,
                  data,
                  tensor,
                  data,
                  other,
                  data,
                  host(0),
                  other,
                  data))
          .isEqualTo(bad); // in place with other strides comes first
      assertThat(
              cudnnActivationBackward(
                  dnn.handle(),
                  relu,
                  host(1),
                  tensor,
                  data,
                  tensor,
                  data,
                  other,
                  data,
                  host(0),
                  other,
                  memory.pointerTo(4)))
          .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    }
  }

  private static void assertNear(String what, float actual, double expected) {
    double difference = Math.abs(actual - expected);
    if (!(difference <= TOLERANCE * (1 + Math.abs(expected)))) {
      throw new AssertionError(what + " is " + actual + ", expected " + expected);
    }
  }

  private static cudnnActivationDescriptor activation(int mode) {
    cudnnActivationDescriptor activation = new cudnnActivationDescriptor();
    assertThat(cudnnCreateActivationDescriptor(activation)).isZero();
    assertThat(cudnnSetActivationDescriptor(activation, mode, 0, COEFFICIENT)).isZero();
    return activation;
  }

  private static Pointer host(float value) {
    return Pointer.to(new float[] {value});
  }
}
