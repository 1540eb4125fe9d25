package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnConvolutionBiasActivationForward;
import static jcuda.jcudnn.JCudnn.cudnnCreateActivationDescriptor;
import static jcuda.jcudnn.JCudnn.cudnnSetActivationDescriptor;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_IDENTITY;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_RELU;
import static jcuda.jcudnn.cudnnActivationMode.CUDNN_ACTIVATION_TANH;
import static jcuda.jcudnn.cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM;
import static jcuda.jcudnn.cudnnConvolutionFwdAlgo.CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;
import static jcuda.jcudnn.cudnnNanPropagation.CUDNN_NOT_PROPAGATE_NAN;
import static jcuda.jcudnn.cudnnNanPropagation.CUDNN_PROPAGATE_NAN;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_SUCCESS;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.util.Random;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnActivationDescriptor;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Convolution, bias, addend and activation in one call. */
@SoftwareOnly("it tests the software device")
class DnnFusedConvolutionTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private static final int PRECOMPUTED = CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_PRECOMP_GEMM;

  @Test
  void agreesWithItsPartsOnRandomShapes() {
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      DnnConvolution convolution = DnnConvolution.random(random);
      if (convolution.dilationH() > 1 || convolution.dilationW() > 1) {
        continue;
      }
      check(random, convolution);
    }
  }

  @Test
  void agreesWithItsPartsOnTheNetworksShapes() {
    Random random = new Random(1);
    check(random, DnnConvolution.same3x3(2, 1, 28, 28, 64));
    check(random, DnnConvolution.same3x3(2, 64, 14, 14, 64));
    check(random, DnnConvolution.same3x3(1, 128, 14, 14, 64));
  }

  private static void check(Random random, DnnConvolution convolution) {
    float[] x = DeviceFloats.random(random, convolution.x().span());
    float[] filter = DeviceFloats.random(random, convolution.filter().span());
    float[] bias = DeviceFloats.random(random, convolution.y().c());
    float[] before = DeviceFloats.random(random, convolution.y().span());
    for (int mode : new int[] {CUDNN_ACTIVATION_IDENTITY, CUDNN_ACTIVATION_RELU}) {
      for (float[] factors : new float[][] {{1, 0}, {0.5f, 1}, {1, -2}}) {
        Reference expected = Reference.of(before, factors[1], convolution.y());
        convolution.forEachProduct(
            (i, f, o) -> expected.add(o, factors[0] * (double) x[i] * filter[f]));
        for (int n = 0; n < convolution.y().n(); n++) {
          for (int k = 0; k < bias.length; k++) {
            for (int i = 0; i < convolution.y().h(); i++) {
              for (int j = 0; j < convolution.y().w(); j++) {
                expected.add(convolution.y().at(n, k, i, j), bias[k]);
              }
            }
          }
        }
        if (mode == CUDNN_ACTIVATION_RELU) {
          expected.clampToZero();
        }
        float[] actual = run(convolution, mode, factors, x, filter, bias, before);
        expected.assertCloseInLayer(
            "mode " + mode + " factors " + factors[0] + ", " + factors[1] + " " + convolution,
            actual);
      }
    }
  }

  private static float[] run(
      DnnConvolution convolution,
      int mode,
      float[] factors,
      float[] x,
      float[] filter,
      float[] bias,
      float[] before) {
    cudnnTensorDescriptor y = convolution.y().descriptor();
    try (DeviceFloats xMemory = DeviceFloats.of(x);
        DeviceFloats filterMemory = DeviceFloats.of(filter);
        DeviceFloats biasMemory = DeviceFloats.of(bias);
        DeviceFloats yMemory = DeviceFloats.of(before);
        DeviceFloats workspace = DeviceFloats.filled(4096, 0)) {
      assertThat(
              cudnnConvolutionBiasActivationForward(
                  dnn.handle(),
                  Pointer.to(new float[] {factors[0]}),
                  convolution.x().descriptor(),
                  xMemory.pointer(),
                  convolution.filterDescriptor(),
                  filterMemory.pointer(),
                  convolution.descriptor(),
                  PRECOMPUTED,
                  workspace.pointer(),
                  4 * 4096,
                  Pointer.to(new float[] {factors[1]}),
                  y,
                  yMemory.pointer(),
                  DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, bias.length, 1, 1),
                  biasMemory.pointer(),
                  activation(mode, CUDNN_NOT_PROPAGATE_NAN),
                  y,
                  yMemory.pointer()))
          .isZero();
      return yMemory.read();
    }
  }

  @Test
  void restrictions() {
    int success = CUDNN_STATUS_SUCCESS;
    int unsupported = CUDNN_STATUS_NOT_SUPPORTED;
    int implicit = CUDNN_CONVOLUTION_FWD_ALGO_IMPLICIT_GEMM;
    assertThat(status(CUDNN_ACTIVATION_RELU, CUDNN_NOT_PROPAGATE_NAN, PRECOMPUTED, 8, 8))
        .isEqualTo(success);
    assertThat(status(CUDNN_ACTIVATION_RELU, CUDNN_NOT_PROPAGATE_NAN, implicit, 8, 8))
        .isEqualTo(success);
    assertThat(status(CUDNN_ACTIVATION_IDENTITY, CUDNN_NOT_PROPAGATE_NAN, PRECOMPUTED, 8, 8))
        .isEqualTo(success);
    assertThat(status(CUDNN_ACTIVATION_IDENTITY, CUDNN_NOT_PROPAGATE_NAN, implicit, 8, 8))
        .as("identity wants the precomputed algorithm")
        .isEqualTo(unsupported);
    assertThat(status(CUDNN_ACTIVATION_TANH, CUDNN_NOT_PROPAGATE_NAN, PRECOMPUTED, 8, 8))
        .isEqualTo(unsupported);
    assertThat(status(CUDNN_ACTIVATION_RELU, CUDNN_PROPAGATE_NAN, PRECOMPUTED, 8, 8))
        .isEqualTo(unsupported);
    assertThat(status(CUDNN_ACTIVATION_RELU, CUDNN_NOT_PROPAGATE_NAN, PRECOMPUTED, 7, 8))
        .as("bias")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    assertThat(status(CUDNN_ACTIVATION_RELU, CUDNN_NOT_PROPAGATE_NAN, PRECOMPUTED, 8, 7))
        .as("z")
        .isEqualTo(CUDNN_STATUS_BAD_PARAM);
  }

  @Test
  void nullArguments() {
    try (DeviceFloats memory = DeviceFloats.filled(8192, 0)) {
      Pointer data = memory.pointer();
      assertThat(call(activation(CUDNN_ACTIVATION_RELU, 0), PRECOMPUTED, 8, 8, data, data))
          .isEqualTo(CUDNN_STATUS_SUCCESS);
      assertThat(call(new cudnnActivationDescriptor(), PRECOMPUTED, 8, 8, data, data))
          .isEqualTo(CUDNN_STATUS_BAD_PARAM);
      assertThat(call(activation(CUDNN_ACTIVATION_RELU, 0), PRECOMPUTED, 8, 8, new Pointer(), data))
          .as("z is wanted even with a factor of zero")
          .isEqualTo(CUDNN_STATUS_BAD_PARAM);
      assertThat(call(activation(CUDNN_ACTIVATION_RELU, 0), PRECOMPUTED, 8, 8, data, new Pointer()))
          .as("bias")
          .isEqualTo(CUDNN_STATUS_BAD_PARAM);
    }
  }

  private static int status(int mode, int nan, int algorithm, int biasChannels, int zChannels) {
    try (DeviceFloats memory = DeviceFloats.filled(8192, 0)) {
      return call(
          activation(mode, nan),
          algorithm,
          biasChannels,
          zChannels,
          memory.pointer(),
          memory.pointer());
    }
  }

  private static int call(
      cudnnActivationDescriptor activation,
      int algorithm,
      int biasChannels,
      int zChannels,
      Pointer z,
      Pointer bias) {
    DnnConvolution convolution = DnnConvolution.same3x3(1, 4, 4, 4, 8);
    try (DeviceFloats memory = DeviceFloats.filled(8192, 0)) {
      Pointer data = memory.pointer();
      Pointer output = memory.pointerTo(4096);
      return cudnnConvolutionBiasActivationForward(
          dnn.handle(),
          Pointer.to(new float[] {1}),
          convolution.x().descriptor(),
          data,
          convolution.filterDescriptor(),
          data,
          convolution.descriptor(),
          algorithm,
          memory.pointerTo(2048),
          4 * 2048,
          Pointer.to(new float[] {0}),
          DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, zChannels, 4, 4),
          z,
          DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, biasChannels, 1, 1),
          bias,
          activation,
          convolution.y().descriptor(),
          output);
    }
  }

  private static cudnnActivationDescriptor activation(int mode, int nan) {
    cudnnActivationDescriptor activation = new cudnnActivationDescriptor();
    assertThat(cudnnCreateActivationDescriptor(activation)).isZero();
    assertThat(cudnnSetActivationDescriptor(activation, mode, nan, 0)).isZero();
    return activation;
  }
}
