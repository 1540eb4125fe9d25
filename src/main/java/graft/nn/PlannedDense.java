package graft.nn;

import graft.device.Blas;
import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import graft.model.Parameter;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Dense layer, with or without ReLU: matrix products through cuBLAS, the rest by our own kernels. x
 * [N, in], y [N, out], kernel [in, out], bias [out].
 */
final class PlannedDense implements PlannedOp {
  private final Device device;
  private final Kernel addBias;
  private final Kernel biasGradient;
  private final ReluGradient reluGradient;
  private final boolean relu;
  private final boolean trained;
  private final int rows;
  private final int in;
  private final int out;

  /**
   * Plans the layer.
   *
   * @param x {@code [N, in]}
   * @param relu whether a ReLU follows, which is computed along
   * @param trained whether its parameters need gradients
   */
  PlannedDense(Device device, Shape x, int out, boolean relu, boolean trained) {
    this.device = device;
    this.addBias = device.kernel(relu ? "add_bias_relu" : "add_bias");
    this.biasGradient = device.kernel(relu ? "relu_bias_gradient" : "bias_gradient");
    this.reluGradient = new ReluGradient(device);
    this.relu = relu;
    this.trained = trained;
    this.rows = x.extent(0);
    this.in = x.extent(1);
    this.out = out;
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, trained, relu, false, relu);
  }

  /** y = x W + b, or the larger of that and 0. */
  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    Tensor w = wiring.value(Parameter.KERNEL);
    Tensor b = wiring.value(Parameter.BIAS);
    return List.of(
        product(
            List.of(x, w, y),
            blas -> blas.multiply(rows, out, in, x.pointer(), w.pointer(), y.pointer(), 0f)),
        Call.of(
            Cost.of(addBias.name(), (relu ? 2L : 1L) * rows * out, y, b, y),
            () ->
                addBias.launch(
                    LaunchShape.forElements((long) rows * out),
                    y.pointer(),
                    b.pointer(),
                    rows,
                    out)));
  }

  /**
   * dy = 0 where ReLU cut y off; db = column sums of dy; dW = x^T dy; dx = dy W^T. Frozen: without
   * db and dW.
   */
  @Override
  public List<Call> backward(Wiring wiring) {
    Tensor dy = wiring.dy();
    Tensor w = wiring.value(Parameter.KERNEL);
    List<Call> calls = new ArrayList<>();
    if (trained) {
      calls.add(relu ? reluAndBiasGradient(wiring) : biasGradient(wiring));
      calls.add(kernelGradient(wiring));
    } else if (relu) {
      calls.add(reluGradient.inPlace(wiring.y(), wiring.dy()));
    }
    wiring.dx().ifPresent(dx -> calls.add(inputGradient(dy, w, dx)));
    return calls;
  }

  private Call kernelGradient(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor dy = wiring.dy();
    Tensor dw = wiring.gradient(Parameter.KERNEL);
    return product(
        List.of(x, dy, dw),
        blas ->
            blas.multiplyTransposedA(in, out, rows, x.pointer(), dy.pointer(), dw.pointer(), 0f));
  }

  private Call inputGradient(Tensor dy, Tensor w, Gradient dx) {
    Tensor target = dx.tensor();
    float beta = dx.accumulate() ? 1f : 0f;
    return Call.of(
        Cost.of("cublasSgemm", flops(), dy, w).plusGradient(dx),
        () ->
            device
                .blas()
                .multiplyTransposedB(
                    rows, in, out, dy.pointer(), w.pointer(), target.pointer(), beta));
  }

  /** All three products have as many multiplications. */
  private long flops() {
    return 2L * rows * in * out;
  }

  /** A matrix product of two operands. */
  private Call product(List<Tensor> tensors, Consumer<Blas> submission) {
    Cost cost = Cost.of("cublasSgemm", flops(), tensors.toArray(Tensor[]::new));
    return Call.of(cost, () -> submission.accept(device.blas()));
  }

  private Call reluAndBiasGradient(Wiring wiring) {
    Tensor y = wiring.y();
    Tensor dy = wiring.dy();
    Tensor db = wiring.gradient(Parameter.BIAS);
    return Call.of(
        Cost.of(biasGradient.name(), 2L * rows * out, y, dy, dy, db),
        () ->
            biasGradient.launch(
                LaunchShape.forElements(out), y.pointer(), dy.pointer(), db.pointer(), rows, out));
  }

  private Call biasGradient(Wiring wiring) {
    Tensor dy = wiring.dy();
    Tensor db = wiring.gradient(Parameter.BIAS);
    return Call.of(
        Cost.of(biasGradient.name(), (long) rows * out, dy, db),
        () ->
            biasGradient.launch(
                LaunchShape.forElements(out), dy.pointer(), db.pointer(), rows, out));
  }

  @Override
  public String description() {
    String forward = "cublasSgemm, " + addBias.name();
    if (trained) {
      return forward + ", " + biasGradient.name();
    }
    return relu ? forward + ", " + reluGradient.name() : forward;
  }
}
