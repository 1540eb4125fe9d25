package graft.nn;

import graft.device.Blas;
import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Dense layer, with or without ReLU: matrix products through cuBLAS, the rest by our own kernels.
 */
final class PlannedDense implements PlannedLayer {
  private final Device device;
  private final Kernel addBias;
  private final Kernel biasGradient;
  private final Tensor x; // [N, in]
  private final Tensor y; // [N, out]
  private final Tensor dy; // [N, out]
  private final Optional<Tensor> dx; // [N, in]
  private final LearnedPair weights; // kernel [in, out], bias [out]
  private final int rows;
  private final int in;
  private final int out;
  private final boolean relu;

  /**
   * Plans the layer.
   *
   * @param relu whether a ReLU follows; dy, its gradient, is then overwritten
   */
  PlannedDense(
      Device device,
      Tensor x,
      Tensor y,
      Tensor dy,
      Optional<Tensor> dx,
      LearnedPair weights,
      boolean relu) {
    this.device = device;
    this.addBias = device.kernel(relu ? "add_bias_relu" : "add_bias");
    this.biasGradient = device.kernel(relu ? "relu_bias_gradient" : "bias_gradient");
    this.x = x;
    this.y = y;
    this.dy = dy;
    this.dx = dx;
    this.weights = weights;
    this.rows = x.shape().extent(0);
    this.in = x.shape().extent(1);
    this.out = y.shape().extent(1);
    this.relu = relu;
  }

  /** y = x W + b, or the larger of that and 0. */
  @Override
  public List<Call> forward() {
    Tensor w = weights.kernel();
    Tensor b = weights.bias();
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

  /** dy = 0 where ReLU cut y off; db = column sums of dy; dW = x^T dy; dx = dy W^T. */
  @Override
  public List<Call> backward() {
    Tensor w = weights.kernel();
    Tensor dw = weights.kernelGradient();
    List<Call> calls = new ArrayList<>();
    calls.add(relu ? reluAndBiasGradient() : biasGradient());
    calls.add(
        product(
            List.of(x, dy, dw),
            blas ->
                blas.multiplyTransposedA(
                    in, out, rows, x.pointer(), dy.pointer(), dw.pointer(), 0f)));
    dx.ifPresent(
        gradient ->
            calls.add(
                product(
                    List.of(dy, w, gradient),
                    blas ->
                        blas.multiplyTransposedB(
                            rows, in, out, dy.pointer(), w.pointer(), gradient.pointer(), 0f))));
    return calls;
  }

  /** A matrix product of two operands; all three products have as many multiplications. */
  private Call product(List<Tensor> tensors, Consumer<Blas> submission) {
    Cost cost = Cost.of("cublasSgemm", 2L * rows * in * out, tensors.toArray(Tensor[]::new));
    return Call.of(cost, () -> submission.accept(device.blas()));
  }

  private Call reluAndBiasGradient() {
    Tensor db = weights.biasGradient();
    return Call.of(
        Cost.of(biasGradient.name(), 2L * rows * out, y, dy, dy, db),
        () ->
            biasGradient.launch(
                LaunchShape.forElements(out), y.pointer(), dy.pointer(), db.pointer(), rows, out));
  }

  private Call biasGradient() {
    Tensor db = weights.biasGradient();
    return Call.of(
        Cost.of(biasGradient.name(), (long) rows * out, dy, db),
        () ->
            biasGradient.launch(
                LaunchShape.forElements(out), dy.pointer(), db.pointer(), rows, out));
  }

  @Override
  public String description() {
    return "cublasSgemm, " + addBias.name() + ", " + biasGradient.name();
  }
}
