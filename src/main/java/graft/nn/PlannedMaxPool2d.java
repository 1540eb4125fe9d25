package graft.nn;

import graft.device.Device;
import graft.device.Pooling;
import graft.device.Tensor;
import graft.model.MaxPool2d;
import graft.tensor.Shape;
import java.util.List;

/**
 * Max pooling with a border that is the same on both sides, through cuDNN: x [N, H, W, C], y [N, P,
 * Q, C].
 */
final class PlannedMaxPool2d implements PlannedOp {
  private final Pooling pooling;

  private PlannedMaxPool2d(Pooling pooling) {
    this.pooling = pooling;
  }

  /** Plans the pooling, through cuDNN where that has such windows. */
  static PlannedOp of(Device device, MaxPool2d pool, Shape x) {
    PooledWindows windows = new PooledWindows(pool.windows(), x);
    return windows
        .evenly()
        .<PlannedOp>map(shape -> new PlannedMaxPool2d(device.dnn().planPooling(shape)))
        .orElseGet(() -> PlannedWindowPool.largest(device, windows));
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, true, true, false, false);
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    return List.of(
        Call.of(
            Cost.of("cudnnPoolingForward", comparisons(y), x, y),
            () -> pooling.forward(x.pointer(), y.pointer())));
  }

  /** dx is dy at each window's maximum, the first one where several are equal, and 0 elsewhere. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return wiring.dx().map(dx -> List.of(gradient(wiring, dx))).orElse(List.of());
  }

  private Call gradient(Wiring wiring, Gradient dx) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    Tensor dy = wiring.dy();
    return Call.of(
        Cost.of("cudnnPoolingBackward", comparisons(y), y, dy, x).plusGradient(dx),
        () ->
            pooling.backward(
                y.pointer(), dy.pointer(), x.pointer(), dx.tensor().pointer(), dx.accumulate()));
  }

  @Override
  public void close() {
    pooling.close();
  }

  private long comparisons(Tensor y) {
    long window = (long) pooling.shape().windowHeight() * pooling.shape().windowWidth();
    return y.shape().elements() * (window - 1);
  }

  @Override
  public String description() {
    return "cudnnPoolingForward, cudnnPoolingBackward";
  }
}
