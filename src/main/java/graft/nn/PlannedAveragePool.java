package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.Tensor;
import graft.model.Padding;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.List;

/**
 * The mean of each window, the border left out, by kernels of our own: x [N, H, W, C], y [N, P, Q,
 * C], or [N, C] where one window sees all.
 */
final class PlannedAveragePool implements PlannedOp {
  private final Kernel pool;
  private final Kernel gradient;
  private final PooledWindows windows;

  /**
   * Plans the pooling.
   *
   * @param x {@code [N, H, W, C]}
   */
  PlannedAveragePool(Device device, Windows windows, Shape x) {
    this.pool = device.kernel("average_pool");
    this.gradient = device.kernel("average_pool_gradient");
    this.windows = new PooledWindows(windows, x);
  }

  /** Plans that of all pixels. */
  static PlannedAveragePool global(Device device, Shape x) {
    Windows all = new Windows(x.extent(1), x.extent(2), 1, Padding.VALID);
    return new PlannedAveragePool(device, all, x);
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, false, false, false, false);
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    return List.of(
        Call.of(
            Cost.of(pool.name(), additions(y), x, y),
            () -> windows.launchForward(pool, x.pointer(), y.pointer())));
  }

  /** dx is, of each window that sees it, dy / the number of pixels that the window sees. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return wiring.dx().map(dx -> List.of(gradient(wiring.dy(), dx))).orElse(List.of());
  }

  private Call gradient(Tensor dy, Gradient dx) {
    return Call.of(
        Cost.of(gradient.name(), additions(dy), dy).plusGradient(dx),
        () -> windows.launchGradient(gradient, dx, dy.pointer()));
  }

  private long additions(Tensor y) {
    return y.shape().elements() * windows.size();
  }

  @Override
  public String description() {
    return pool.name() + ", " + gradient.name();
  }
}
