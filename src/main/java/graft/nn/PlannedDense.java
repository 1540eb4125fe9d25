package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.tensor.Tensor;
import java.util.Optional;

/** Dense layer: matrix products through cuBLAS, bias by our own kernels. */
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

  PlannedDense(
      Device device, Tensor x, Tensor y, Tensor dy, Optional<Tensor> dx, LearnedPair weights) {
    this.device = device;
    this.addBias = device.kernel("add_bias");
    this.biasGradient = device.kernel("bias_gradient");
    this.x = x;
    this.y = y;
    this.dy = dy;
    this.dx = dx;
    this.weights = weights;
    this.rows = x.shape().extent(0);
    this.in = x.shape().extent(1);
    this.out = y.shape().extent(1);
  }

  /** y = x W + b. */
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

  /** db = column sums of dy; dW = x^T dy; dx = dy W^T. */
  @Override
  public void backward() {
    biasGradient.launch(
        LaunchShape.forElements(out), dy.pointer(), weights.biasGradient().pointer(), rows, out);
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
}
