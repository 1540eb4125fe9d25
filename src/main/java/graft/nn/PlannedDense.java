package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  public void forward() {
    device.blas().multiply(rows, out, in, x.pointer(), weights.kernel().pointer(), y.pointer(), 0f);
    addBias.launch(
        LaunchShape.forElements((long) rows * out),
        y.pointer(),
        weights.bias().pointer(),
        rows,
        out);
  }

  /** dy = 0 where ReLU cut y off; db = column sums of dy; dW = x^T dy; dx = dy W^T. */
  @Override
  public void backward() {
    LaunchShape columns = LaunchShape.forElements(out);
    DevicePointer db = weights.biasGradient().pointer();
    if (relu) {
      biasGradient.launch(columns, y.pointer(), dy.pointer(), db, rows, out);
    } else {
      biasGradient.launch(columns, dy.pointer(), db, rows, out);
    }
    device
        .blas()
        .multiplyTransposedA(
            in, out, rows, x.pointer(), dy.pointer(), weights.kernelGradient().pointer(), 0f);
    dx.ifPresent(
        gradient ->
            device
                .blas()
                .multiplyTransposedB(
                    rows,
                    in,
                    out,
                    dy.pointer(),
                    weights.kernel().pointer(),
                    gradient.pointer(),
                    0f));
  }

  @Override
  public List<Cost> forwardCosts() {
    return List.of(
        Cost.of("cublasSgemm", multiplications(), x, weights.kernel(), y),
        Cost.of(addBias.name(), (relu ? 2L : 1L) * rows * out, y, weights.bias(), y));
  }

  @Override
  public List<Cost> backwardCosts() {
    List<Cost> costs = new ArrayList<>();
    costs.add(
        relu
            ? Cost.of(biasGradient.name(), 2L * rows * out, y, dy, dy, weights.biasGradient())
            : Cost.of(biasGradient.name(), (long) rows * out, dy, weights.biasGradient()));
    costs.add(Cost.of("cublasSgemm", multiplications(), x, dy, weights.kernelGradient()));
    dx.ifPresent(
        gradient ->
            costs.add(Cost.of("cublasSgemm", multiplications(), dy, weights.kernel(), gradient)));
    return costs;
  }

  private long multiplications() {
    return 2L * rows * in * out;
  }

  @Override
  public String description() {
    return "cublasSgemm, " + addBias.name() + ", " + biasGradient.name();
  }
}
