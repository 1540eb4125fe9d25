package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.Tensor;
import java.util.List;

/** Max pooling with any border, by kernels of our own: x [N, H, W, C], y [N, P, Q, C]. */
final class PlannedUnevenMaxPool2d implements PlannedOp {
  private final Kernel pool;
  private final Kernel gradient;
  private final PooledWindows windows;

  PlannedUnevenMaxPool2d(Device device, PooledWindows windows) {
    this.pool = device.kernel("max_pool");
    this.gradient = device.kernel("max_pool_gradient");
    this.windows = windows;
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, true, false, false, false);
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    return List.of(
        Call.of(
            Cost.of(pool.name(), comparisons(y), x, y),
            () -> windows.launchForward(pool, x.pointer(), y.pointer())));
  }

  /** dx is dy at each window's maximum, the first one where several are equal, and 0 elsewhere. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return wiring.dx().map(dx -> List.of(gradient(wiring, dx))).orElse(List.of());
  }

  private Call gradient(Wiring wiring, Gradient dx) {
    Tensor x = wiring.x();
    Tensor dy = wiring.dy();
    return Call.of(
        Cost.of(gradient.name(), comparisons(dy), dy, x).plusGradient(dx),
        () -> windows.launchGradient(gradient, dx, x.pointer(), dy.pointer()));
  }

  private long comparisons(Tensor y) {
    return y.shape().elements() * (windows.size() - 1);
  }

  @Override
  public String description() {
    return pool.name() + ", " + gradient.name();
  }
}
