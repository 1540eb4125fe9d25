package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.Tensor;
import graft.model.Padding;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.List;

/**
 * The largest value or the mean of each window, with any border, by kernels of our own: x [N, H, W,
 * C], y [N, P, Q, C]; or [N, C] where one window is the whole image.
 */
final class PlannedWindowPool implements PlannedOp {
  private final boolean largest;
  private final Kernel pool;
  private final Kernel gradient;
  private final PooledWindows windows;

  private PlannedWindowPool(Device device, boolean largest, PooledWindows windows) {
    this.largest = largest;
    this.pool = device.kernel(largest ? "max_pool" : "average_pool");
    this.gradient = device.kernel(largest ? "max_pool_gradient" : "average_pool_gradient");
    this.windows = windows;
  }

  /** Plans maxima. */
  static PlannedWindowPool largest(Device device, PooledWindows windows) {
    return new PlannedWindowPool(device, true, windows);
  }

  /** Plans means. */
  static PlannedWindowPool mean(Device device, PooledWindows windows) {
    return new PlannedWindowPool(device, false, windows);
  }

  /** Plans the mean of all pixels. */
  static PlannedWindowPool meanOfAll(Device device, Shape x) {
    Windows all = new Windows(x.extent(1), x.extent(2), 1, Padding.VALID);
    return mean(device, new PooledWindows(all, x));
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, largest, false, false, false);
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    return List.of(
        Call.of(
            Cost.of(pool.name(), operations(y), x, y),
            () -> windows.launchForward(pool, x.pointer(), y.pointer())));
  }

  /**
   * Of maxima, dx is dy at each window's maximum, the first one where several are equal, and 0
   * elsewhere; of means, of each window that sees it, dy / the number of pixels that it sees.
   */
  @Override
  public List<Call> backward(Wiring wiring) {
    return wiring.dx().map(dx -> List.of(gradient(wiring, dx))).orElse(List.of());
  }

  private Call gradient(Wiring wiring, Gradient dx) {
    Tensor dy = wiring.dy();
    Tensor[] read = largest ? new Tensor[] {wiring.x(), dy} : new Tensor[] {dy};
    return Call.of(
        Cost.of(gradient.name(), operations(dy), read).plusGradient(dx),
        () -> windows.launchGradient(gradient, dx, pointers(read)));
  }

  private static DevicePointer[] pointers(Tensor... tensors) {
    DevicePointer[] pointers = new DevicePointer[tensors.length];
    for (int i = 0; i < tensors.length; i++) {
      pointers[i] = tensors[i].pointer();
    }
    return pointers;
  }

  /** Comparisons or additions. */
  private long operations(Tensor y) {
    return y.shape().elements() * (largest ? windows.size() - 1 : windows.size());
  }

  @Override
  public String description() {
    return pool.name() + ", " + gradient.name();
  }
}
