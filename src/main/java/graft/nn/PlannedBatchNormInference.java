package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.Tensor;
import graft.model.BatchNorm;
import graft.tensor.Shape;
import java.util.List;

/**
 * Batch normalisation with running statistics, in inference or frozen, with or without ReLU, in
 * place where nobody reads x later, and likewise the gradients. x, y [N, ..., C], gamma, beta,
 * mean, variance [C].
 */
final class PlannedBatchNormInference implements PlannedOp {
  private final Kernel kernel;
  private final Kernel gradient;
  private final ChannelMatrix matrix;
  private final float epsilon;
  private final boolean relu;

  /**
   * Plans the op.
   *
   * @param x {@code [N, ..., C]}
   * @param relu whether a ReLU follows, which is computed along
   */
  PlannedBatchNormInference(Device device, BatchNorm norm, Shape x, boolean relu) {
    this.kernel = device.kernel("batch_norm_inference");
    this.gradient = device.kernel("batch_norm_inference_gradient");
    this.matrix = ChannelMatrix.of(x);
    this.epsilon = (float) norm.epsilon();
    this.relu = relu;
  }

  @Override
  public Traits traits() {
    return new Traits(Output.IN_PLACE, false, relu, false, false);
  }

  /** y = (x - mean) gamma / sqrt(variance + epsilon) + beta, or the larger of that and 0. */
  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    return List.of(
        Call.of(
            Cost.of(kernel.name(), (relu ? 4 : 3) * matrix.elements(), x, y),
            () ->
                kernel.launch(
                    matrix.forElements(),
                    x.pointer(),
                    matrix.elements(),
                    matrix.channels(),
                    matrix.wide(),
                    wiring.value(BatchNorm.GAMMA).pointer(),
                    wiring.value(BatchNorm.BETA).pointer(),
                    wiring.value(BatchNorm.MEAN).pointer(),
                    wiring.value(BatchNorm.VARIANCE).pointer(),
                    epsilon,
                    relu ? 1 : 0,
                    y.pointer())));
  }

  /** dx = dy gamma / sqrt(variance + epsilon), with a ReLU where y > 0, else 0. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return wiring.dx().map(dx -> List.of(inputGradient(wiring, dx))).orElse(List.of());
  }

  private Call inputGradient(Wiring wiring, Gradient dx) {
    Tensor y = wiring.y();
    Tensor dy = wiring.dy();
    Cost cost =
        relu
            ? Cost.of(gradient.name(), 2 * matrix.elements(), y, dy)
            : Cost.of(gradient.name(), matrix.elements(), dy);
    return Call.of(
        cost.plusGradient(dx),
        () ->
            gradient.launch(
                matrix.forElements(),
                y.pointer(),
                dy.pointer(),
                matrix.elements(),
                matrix.channels(),
                matrix.wide(),
                wiring.value(BatchNorm.GAMMA).pointer(),
                wiring.value(BatchNorm.VARIANCE).pointer(),
                epsilon,
                relu ? 1 : 0,
                dx.accumulate() ? 1 : 0,
                dx.tensor().pointer()));
  }

  @Override
  public String description() {
    return kernel.name();
  }
}
