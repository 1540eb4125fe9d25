package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import graft.model.BatchNorm;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Batch normalisation in training, with or without ReLU, by {@code cuda-kernels/batch_norm.cu}. x,
 * y [N, ..., C], gamma, beta, mean, variance [C]. It notes what makes y and dx of x and dy, [7, C].
 */
final class PlannedBatchNorm implements PlannedOp {
  private static final int NOTES = 7;

  /** Numbers of a part and channel that forward sums; backward has fewer. */
  private static final int SUMS = 3;

  private static final int GRADIENT_SUMS = 2;

  private final BatchNorm norm;
  private final ChannelMatrix matrix;
  private final boolean relu;
  private final boolean moves;
  private final Kernel sums;
  private final Kernel statistics;
  private final Kernel apply;
  private final Kernel gradientSums;
  private final Kernel gradient;
  private final Kernel gradientApply;

  /**
   * Plans the op.
   *
   * @param x {@code [N, ..., C]}
   * @param relu whether a ReLU follows, which is computed along
   * @param moves whether the running statistics move
   * @throws IllegalArgumentException if a channel has one value, which has no variance
   */
  PlannedBatchNorm(Device device, BatchNorm norm, Shape x, boolean relu, boolean moves) {
    this.norm = norm;
    this.matrix = ChannelMatrix.of(x);
    if (matrix.pixels() < 2) {
      throw new IllegalArgumentException(
          "BatchNorm in training got "
              + x
              + ", one value a channel, expected 2 or more, since one has no variance; use a larger"
              + " batch");
    }
    this.relu = relu;
    this.moves = moves;
    this.sums = device.kernel("batch_norm_sums");
    this.statistics = device.kernel("batch_norm_statistics");
    this.apply = device.kernel("batch_norm_apply");
    this.gradientSums = device.kernel("batch_norm_gradient_sums");
    this.gradient = device.kernel("batch_norm_gradient");
    this.gradientApply = device.kernel("batch_norm_gradient_apply");
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, true, false, false, false);
  }

  @Override
  public long workspaceBytes() {
    return bytesOf(SUMS);
  }

  private long bytesOf(int numbers) {
    return (long) matrix.parts() * numbers * matrix.wide() * Float.BYTES;
  }

  @Override
  public long noteBytes() {
    return (long) NOTES * matrix.channels() * Float.BYTES;
  }

  /** The batch's statistics, then y. */
  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    DevicePointer note = wiring.note().orElseThrow();
    long elements = matrix.elements();
    return List.of(
        Call.of(
            Cost.of(sums.name(), 4 * elements, x).plusBytes(bytesOf(SUMS)),
            () ->
                sums.launch(
                    matrix.forSums(),
                    x.pointer(),
                    elements,
                    matrix.wide(),
                    matrix.parts(),
                    wiring.workspace().pointer())),
        Call.of(
            new Cost(statistics.name(), bytesOf(SUMS) / Float.BYTES, bytesOf(SUMS) + noteBytes()),
            () -> launchStatistics(wiring)),
        Call.of(
            Cost.of(apply.name(), (relu ? 4 : 3) * elements, x, y).plusBytes(noteBytes()),
            () ->
                apply.launch(
                    matrix.forElements(),
                    x.pointer(),
                    elements,
                    matrix.channels(),
                    matrix.wide(),
                    note,
                    relu ? 1 : 0,
                    y.pointer())));
  }

  private void launchStatistics(Wiring wiring) {
    statistics.launch(
        LaunchShape.forElements(matrix.channels()),
        wiring.workspace().pointer(),
        matrix.elements(),
        matrix.channels(),
        matrix.wide(),
        matrix.parts(),
        wiring.value(BatchNorm.GAMMA).pointer(),
        wiring.value(BatchNorm.BETA).pointer(),
        norm.epsilon(),
        norm.momentum(),
        moves ? 1 : 0,
        wiring.value(BatchNorm.MEAN).pointer(),
        wiring.value(BatchNorm.VARIANCE).pointer(),
        wiring.note().orElseThrow());
  }

  /**
   * dbeta = sum of dy; dgamma = sum of dy xhat; dx = gamma / sqrt(variance + epsilon) (dy - dbeta /
   * n - xhat dgamma / n); with a ReLU dy counts where y > 0.
   */
  @Override
  public List<Call> backward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor dy = wiring.dy();
    DevicePointer note = wiring.note().orElseThrow();
    long elements = matrix.elements();
    List<Call> calls = new ArrayList<>();
    calls.add(
        Call.of(
            Cost.of(gradientSums.name(), 6 * elements, x, dy).plusBytes(bytesOf(GRADIENT_SUMS)),
            () ->
                gradientSums.launch(
                    matrix.forSums(),
                    x.pointer(),
                    dy.pointer(),
                    elements,
                    matrix.channels(),
                    matrix.wide(),
                    note,
                    relu ? 1 : 0,
                    matrix.parts(),
                    wiring.workspace().pointer())));
    calls.add(
        Call.of(
            new Cost(
                gradient.name(),
                bytesOf(GRADIENT_SUMS) / Float.BYTES,
                bytesOf(GRADIENT_SUMS) + noteBytes()),
            () ->
                gradient.launch(
                    LaunchShape.forElements(matrix.channels()),
                    wiring.workspace().pointer(),
                    elements,
                    matrix.channels(),
                    matrix.wide(),
                    matrix.parts(),
                    wiring.gradient(BatchNorm.GAMMA).pointer(),
                    wiring.gradient(BatchNorm.BETA).pointer(),
                    note)));
    wiring.dx().ifPresent(dx -> calls.add(inputGradient(wiring, dx)));
    return calls;
  }

  private Call inputGradient(Wiring wiring, Gradient dx) {
    Tensor x = wiring.x();
    Tensor dy = wiring.dy();
    return Call.of(
        Cost.of(gradientApply.name(), 5 * matrix.elements(), x, dy).plusGradient(dx),
        () ->
            gradientApply.launch(
                matrix.forElements(),
                x.pointer(),
                dy.pointer(),
                matrix.elements(),
                matrix.channels(),
                matrix.wide(),
                wiring.note().orElseThrow(),
                relu ? 1 : 0,
                dx.accumulate() ? 1 : 0,
                dx.tensor().pointer()));
  }

  @Override
  public String description() {
    return "%s, %s, %s; %s, %s, %s"
        .formatted(
            sums.name(),
            statistics.name(),
            apply.name(),
            gradientSums.name(),
            gradient.name(),
            gradientApply.name());
  }
}
