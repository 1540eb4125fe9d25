package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.reference.Closeness;
import graft.reference.ConvolutionSize;
import graft.reference.PoolingSize;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePooling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnnTest {
  // Sums of up to some thousand products of numbers below 1, in float32.
  private static final Closeness CLOSE = new Closeness(2e-4, 1e-5);

  private static Device device;

  @BeforeAll
  static void open() {
    device = TestDevice.open();
  }

  @AfterAll
  static void close() {
    device.close();
  }

  private static double[] doubles(float[] numbers) {
    return ReferenceOps.toDouble(numbers);
  }

  private static double[] sum(float[] a, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      sum[i] = a[i] + b[i];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    // batch, height, width, channels, filters, kernel, stride, padding: of rows, then of columns
    "1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0",
    "2, 7, 5, 1, 3, 3, 3, 1, 1, 1, 1",
    "3, 9, 8, 5, 7, 3, 3, 1, 1, 1, 1",
    "2, 8, 11, 3, 4, 5, 3, 2, 1, 2, 0",
    "1, 6, 6, 2, 16, 2, 3, 1, 2, 0, 1",
    "4, 14, 14, 16, 8, 3, 3, 1, 1, 1, 1"
  })
  void convolutionsAreTheReference(
      int n, int h, int w, int c, int k, int r, int s, int u, int v, int p, int q) {
    ConvolutionShape shape = new ConvolutionShape(n, h, w, c, k, r, s, u, v, p, q);
    ConvolutionSize size = new ConvolutionSize(n, h, w, c, k, r, s, u, v, p, p, q, q);
    assertThat(shape.outputHeight()).isEqualTo(size.outputHeight());
    assertThat(shape.outputWidth()).isEqualTo(size.outputWidth());
    float[] x = TestDevice.random(1, shape.xElements());
    float[] filter = TestDevice.random(2, shape.wElements());
    float[] dy = TestDevice.random(3, shape.yElements());
    float[] bias = TestDevice.random(4, k);
    try (Convolution plan = device.dnn().planConvolution(shape);
        Memory scratch = device.allocate(Math.max(1, plan.workspaceBytes()), "workspace");
        Memory deviceX = TestDevice.put(device, "x", x);
        Memory deviceW = TestDevice.put(device, "w", filter);
        Memory deviceDy = TestDevice.put(device, "dy", dy);
        Memory deviceBias = TestDevice.put(device, "bias", bias);
        Memory y = TestDevice.blank(device, "y", shape.yElements());
        Memory dx = TestDevice.blank(device, "dx", shape.xElements());
        Memory dw = TestDevice.blank(device, "dw", shape.wElements());
        Memory db = TestDevice.blank(device, "db", k);
        BiasGradient biasGradient =
            device.dnn().planBiasGradient(n, shape.outputHeight(), shape.outputWidth(), k)) {
      Workspace workspace = new Workspace(scratch.pointer(), plan.workspaceBytes());
      double[] expected = ReferenceOps.convolution(size, doubles(x), doubles(filter));

      plan.forward(deviceX.pointer(), deviceW.pointer(), y.pointer(), workspace);
      CLOSE.check("y", TestDevice.get(device, y), expected);

      double[] withBias = ReferenceOps.addBias(expected, doubles(bias));
      for (boolean fused : new boolean[] {true, false}) {
        plan.setFused(fused);
        device.stream().clear(y.pointer(), y.bytes());
        plan.forwardBias(
            deviceX.pointer(), deviceW.pointer(), deviceBias.pointer(), y.pointer(), workspace);
        CLOSE.check("y with bias, fused " + fused, TestDevice.get(device, y), withBias);
      }

      double[] gradient = ReferenceOps.convolutionBackwardData(size, doubles(filter), doubles(dy));
      plan.backwardData(deviceW.pointer(), deviceDy.pointer(), dx.pointer(), workspace, false);
      CLOSE.check("dx", TestDevice.get(device, dx), gradient);
      float[] before = TestDevice.random(5, shape.xElements());
      device.stream().upload(before, dx.pointer());
      plan.backwardData(deviceW.pointer(), deviceDy.pointer(), dx.pointer(), workspace, true);
      CLOSE.check("dx added", TestDevice.get(device, dx), sum(before, gradient));

      plan.backwardFilter(deviceX.pointer(), deviceDy.pointer(), dw.pointer(), workspace);
      CLOSE.check(
          "dw",
          TestDevice.get(device, dw),
          ReferenceOps.convolutionBackwardFilter(size, doubles(x), doubles(dy)));

      biasGradient.run(deviceDy.pointer(), db.pointer());
      CLOSE.check("db", TestDevice.get(device, db), ReferenceOps.biasBackward(doubles(dy), k));
    }
  }

  @ParameterizedTest
  @CsvSource({
    // batch, height, width, channels, window, stride, padding: of rows, then of columns
    "1, 1, 1, 1, 1, 1, 1, 1, 0, 0",
    "2, 7, 5, 3, 2, 2, 2, 2, 0, 0",
    "3, 28, 28, 5, 2, 2, 2, 2, 0, 0",
    "2, 9, 8, 2, 3, 2, 2, 1, 0, 0",
    "1, 6, 7, 1, 2, 3, 4, 1, 0, 0",
    "2, 8, 8, 5, 3, 3, 2, 2, 1, 1",
    "2, 2, 5, 20, 2, 3, 1, 2, 1, 2"
  })
  void poolingIsTheReference(int n, int h, int w, int c, int r, int s, int u, int v, int p, int q) {
    PoolingShape shape = new PoolingShape(n, h, w, c, r, s, u, v, p, q);
    PoolingSize size = new PoolingSize(n, h, w, c, r, s, u, v, p, p, q, q);
    float[] x = TestDevice.random(1, shape.xElements());
    for (int i = 0; i < x.length; i++) {
      x[i] -= 2; // a border that counted would be the largest
    }
    float[] dy = TestDevice.random(2, shape.yElements());
    try (Pooling plan = device.dnn().planPooling(shape);
        Memory deviceX = TestDevice.put(device, "x", x);
        Memory deviceDy = TestDevice.put(device, "dy", dy);
        Memory y = TestDevice.blank(device, "y", shape.yElements());
        Memory dx = TestDevice.blank(device, "dx", shape.xElements())) {
      plan.forward(deviceX.pointer(), y.pointer());
      plan.backward(y.pointer(), deviceDy.pointer(), deviceX.pointer(), dx.pointer(), false);
      new Closeness(0, 0)
          .check("y", TestDevice.get(device, y), ReferencePooling.max(size, doubles(x)));
      double[] gradient = ReferencePooling.maxBackward(size, doubles(x), doubles(dy));
      CLOSE.check("dx", TestDevice.get(device, dx), gradient);
      float[] before = TestDevice.random(3, shape.xElements());
      device.stream().upload(before, dx.pointer());
      plan.backward(y.pointer(), deviceDy.pointer(), deviceX.pointer(), dx.pointer(), true);
      CLOSE.check("dx added", TestDevice.get(device, dx), sum(before, gradient));
    }
  }

  @Test
  void notANumberIsNoMaximum() {
    PoolingShape shape = new PoolingShape(1, 2, 2, 1, 2, 2, 2, 2, 0, 0);
    try (Pooling plan = device.dnn().planPooling(shape);
        Memory x = TestDevice.put(device, "x", new float[] {1, Float.NaN, 3, 2});
        Memory y = TestDevice.put(device, "y", new float[1])) {
      plan.forward(x.pointer(), y.pointer());
      assertThat(TestDevice.get(device, y)).containsExactly(3);
    }
  }

  @Test
  void aClosedPlanIsNotUsed() {
    ConvolutionShape shape = new ConvolutionShape(1, 3, 3, 1, 1, 3, 3, 1, 1, 1, 1);
    Convolution plan = device.dnn().planConvolution(shape);
    plan.close();
    plan.close();
    assertThatThrownBy(
            () ->
                plan.forward(
                    DevicePointer.NULL, DevicePointer.NULL, DevicePointer.NULL, Workspace.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("convolution of x [1,3,3,1], w [1,3,3,1], y [1,3,3,1]");
  }

  @Test
  void thePlanSaysWhatItChose() {
    ConvolutionShape shape = new ConvolutionShape(32, 14, 14, 64, 64, 3, 3, 1, 1, 1, 1);
    try (Convolution plan = device.dnn().planConvolution(shape)) {
      assertThat(plan.description())
          .contains("forward CUDNN_CONVOLUTION_FWD_ALGO_")
          .contains("backward data CUDNN_CONVOLUTION_BWD_DATA_ALGO_1")
          .contains("backward filter CUDNN_CONVOLUTION_BWD_FILTER_ALGO_1")
          .contains("workspace");
    }
  }
}
