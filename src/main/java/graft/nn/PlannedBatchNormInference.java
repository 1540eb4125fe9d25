package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.Tensor;
import graft.model.BatchNorm;
import graft.tensor.Shape;
import java.util.List;

/**
 * Batch normalisation with running statistics, with or without ReLU, in place where nobody reads x
 * later. x, y [N, ..., C], gamma, beta, mean, variance [C].
 */
final class PlannedBatchNormInference implements PlannedOp {
  private final Kernel kernel;
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
    this.matrix = ChannelMatrix.of(x);
    this.epsilon = (float) norm.epsilon();
    this.relu = relu;
  }

  @Override
  public Traits traits() {
    return new Traits(Output.IN_PLACE, false, false, false, false);
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

  /** Nothing: there are no gradients in inference. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return List.of();
  }

  @Override
  public String description() {
    return kernel.name();
  }
}
