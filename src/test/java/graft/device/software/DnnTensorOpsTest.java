package graft.device.software;

import static jcuda.jcudnn.JCudnn.cudnnAddTensor;
import static jcuda.jcudnn.JCudnn.cudnnConvolutionBackwardBias;
import static jcuda.jcudnn.JCudnn.cudnnScaleTensor;
import static jcuda.jcudnn.JCudnn.cudnnSetTensor;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_BAD_PARAM;
import static jcuda.jcudnn.cudnnStatus.CUDNN_STATUS_NOT_SUPPORTED;
import static jcuda.jcudnn.cudnnTensorFormat.CUDNN_TENSOR_NHWC;
import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import graft.device.software.DnnTensors.Layout;
import java.util.Arrays;
import java.util.Random;
import jcuda.Pointer;
import jcuda.jcudnn.cudnnDataType;
import jcuda.jcudnn.cudnnHandle;
import jcuda.jcudnn.cudnnTensorDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Adding, filling and scaling tensors, and the bias gradient. */
@SoftwareOnly("it tests the software device")
class DnnTensorOpsTest {
  @RegisterExtension static final DnnLibrary dnn = new DnnLibrary();

  private static final float[] FACTORS = {0, 1, -0.5f};

  private static Layout random(Random random) {
    return Layout.random(
        random,
        1 + random.nextInt(5),
        1 + random.nextInt(70),
        1 + random.nextInt(9),
        1 + random.nextInt(9));
  }

  @Test
  void addRepeatsTheDimensionsOfExtentOne() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Layout to = random(random);
      boolean bias = random.nextBoolean();
      Layout from =
          Layout.random(
              random,
              bias || random.nextBoolean() ? 1 : to.n(),
              bias || random.nextBoolean() ? to.c() : 1,
              bias || random.nextBoolean() ? 1 : to.h(),
              bias || random.nextBoolean() ? 1 : to.w());
      float alpha = random.nextBoolean() ? 1 : 2.5f;
      float beta = FACTORS[random.nextInt(3)];
      float[] a = DeviceFloats.random(random, from.span());
      float[] c = DeviceFloats.random(random, to.span());
      Reference expected = Reference.of(c, beta, to);
      for (int i = 0; i < to.n(); i++) {
        for (int j = 0; j < to.c(); j++) {
          for (int k = 0; k < to.h(); k++) {
            for (int l = 0; l < to.w(); l++) {
              int at = from.at(i % from.n(), j % from.c(), k % from.h(), l % from.w());
              expected.add(to.at(i, j, k, l), alpha * a[at]);
            }
          }
        }
      }
      try (DeviceFloats aMemory = DeviceFloats.of(a);
          DeviceFloats cMemory = DeviceFloats.of(c)) {
        assertThat(
                cudnnAddTensor(
                    dnn.handle(),
                    host(alpha),
                    from.descriptor(),
                    aMemory.pointer(),
                    host(beta),
                    to.descriptor(),
                    cMemory.pointer()))
            .isZero();
        expected.assertClose(
            from + " to " + to + " alpha " + alpha + " beta " + beta, cMemory.read());
      }
    }
  }

  @Test
  void biasGradientSumsOverBatchAndPlane() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      Layout from =
          seed == 0
              ? Layout.nhwc(16, 64, 28, 28)
              : seed == 1 ? Layout.nhwc(9, 128, 14, 14) : random(random);
      float alpha = random.nextBoolean() ? 1 : 2.5f;
      float beta = FACTORS[random.nextInt(3)];
      float[] dy = DeviceFloats.random(random, from.span());
      float[] db = DeviceFloats.random(random, from.c());
      Reference expected = Reference.of(db, beta);
      for (int i = 0; i < from.n(); i++) {
        for (int j = 0; j < from.c(); j++) {
          for (int k = 0; k < from.h(); k++) {
            for (int l = 0; l < from.w(); l++) {
              expected.add(j, alpha * dy[from.at(i, j, k, l)]);
            }
          }
        }
      }
      try (DeviceFloats dyMemory = DeviceFloats.of(dy);
          DeviceFloats dbMemory = DeviceFloats.of(db)) {
        assertThat(
                cudnnConvolutionBackwardBias(
                    dnn.handle(),
                    host(alpha),
                    from.descriptor(),
                    dyMemory.pointer(),
                    host(beta),
                    DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, from.c(), 1, 1),
                    dbMemory.pointer()))
            .isZero();
        expected.assertClose(from + " alpha " + alpha + " beta " + beta, dbMemory.read());
      }
    }
  }

  @Test
  void setAndScaleTouchTheTensorAlone() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Layout layout = random(random);
      float[] before = DeviceFloats.random(random, layout.span());
      float[] filled = before.clone();
      layout.forEach(at -> filled[at] = 4.5f);
      float[] scaled = before.clone();
      layout.forEach(at -> scaled[at] *= -0.25f);
      try (DeviceFloats memory = DeviceFloats.of(before)) {
        assertThat(
                cudnnScaleTensor(dnn.handle(), layout.descriptor(), memory.pointer(), host(-0.25f)))
            .isZero();
        assertThat(memory.read()).as("%s", layout).containsExactly(scaled);
        memory.write(before);
        assertThat(cudnnSetTensor(dnn.handle(), layout.descriptor(), memory.pointer(), host(4.5f)))
            .isZero();
        assertThat(memory.read()).as("%s", layout).containsExactly(filled);
      }
    }
  }

  @Test
  void zeroBetaDoesNotReadTheOutput() {
    Layout layout = Layout.nhwc(2, 16, 3, 3);
    float[] nan = new float[layout.span()];
    Arrays.fill(nan, Float.NaN);
    try (DeviceFloats ones = DeviceFloats.filled(layout.span(), 1);
        DeviceFloats out = DeviceFloats.of(nan);
        DeviceFloats gradient = DeviceFloats.filled(16, Float.NaN)) {
      cudnnTensorDescriptor tensor = layout.descriptor();
      cudnnTensorDescriptor bias = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 16, 1, 1);
      assertThat(
              cudnnAddTensor(
                  dnn.handle(), host(2), bias, ones.pointer(), host(0), tensor, out.pointer()))
          .isZero();
      assertThat(out.read()).containsOnly(2);
      assertThat(
              cudnnConvolutionBackwardBias(
                  dnn.handle(), host(1), tensor, ones.pointer(), host(0), bias, gradient.pointer()))
          .isZero();
      assertThat(gradient.read()).containsOnly(18);
    }
  }

  @Test
  void misuse() {
    cudnnTensorDescriptor tensor = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 2, 4, 3, 3);
    cudnnTensorDescriptor bias = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 4, 1, 1);
    cudnnTensorDescriptor other = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 5, 1, 1);
    cudnnTensorDescriptor plane = DnnTensors.tensor(CUDNN_TENSOR_NHWC, 1, 4, 3, 1);
    cudnnTensorDescriptor doubles =
        DnnTensors.tensor(CUDNN_TENSOR_NHWC, cudnnDataType.CUDNN_DATA_DOUBLE, 2, 4, 3, 3);
    Pointer one = host(1);
    int bad = CUDNN_STATUS_BAD_PARAM;
    cudnnHandle handle = dnn.handle();
    try (DeviceFloats memory = DeviceFloats.filled(256, 0)) {
      Pointer data = memory.pointer();
      assertThat(cudnnAddTensor(handle, one, bias, data, one, tensor, memory.pointerTo(128)))
          .isZero();
      assertThat(cudnnAddTensor(new cudnnHandle(), one, bias, data, one, tensor, data))
          .isEqualTo(bad);
      assertThat(cudnnAddTensor(handle, one, other, data, one, tensor, data)).isEqualTo(bad);
      assertThat(cudnnAddTensor(handle, one, bias, data, one, doubles, data)).isEqualTo(bad);
      assertThat(cudnnAddTensor(handle, one, bias, new Pointer(), one, tensor, data))
          .isEqualTo(bad);
      assertThat(cudnnAddTensor(handle, new Pointer(), bias, data, one, tensor, data))
          .isEqualTo(bad);
      assertThat(cudnnConvolutionBackwardBias(handle, one, tensor, data, one, other, data))
          .isEqualTo(bad);
      assertThat(cudnnConvolutionBackwardBias(handle, one, tensor, data, one, plane, data))
          .isEqualTo(bad);
      assertThat(cudnnConvolutionBackwardBias(handle, one, tensor, new Pointer(), one, bias, data))
          .isEqualTo(bad);
      assertThat(cudnnSetTensor(handle, new cudnnTensorDescriptor(), data, one)).isEqualTo(bad);
      assertThat(cudnnSetTensor(handle, tensor, new Pointer(), one)).isEqualTo(bad);
      assertThat(cudnnScaleTensor(handle, tensor, data, new Pointer())).isEqualTo(bad);
      assertThat(cudnnScaleTensor(handle, doubles, data, one))
          .isEqualTo(CUDNN_STATUS_NOT_SUPPORTED);
    }
  }

  private static Pointer host(float value) {
    return Pointer.to(new float[] {value});
  }
}
