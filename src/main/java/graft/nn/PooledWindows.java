package graft.nn;

import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.PoolingShape;
import graft.model.Padding;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Windows over a batch x [N, H, W, C], as {@code cuda-kernels/pooling.cu} and cuDNN take them.
 *
 * @param windows as the op has them
 * @param x {@code [N, H, W, C]}
 */
record PooledWindows(Windows windows, Shape x) {
  private Shape image() {
    return Shape.of(x.extent(1), x.extent(2), x.extent(3));
  }

  private int pooled(int extent, int window, int before, int after) {
    return Windows.count((long) extent + before + after, window, windows.stride());
  }

  private int rows() {
    Padding.Explicit borders = windows.borders(image());
    return pooled(x.extent(1), windows.height(), borders.top(), borders.bottom());
  }

  private int columns() {
    Padding.Explicit borders = windows.borders(image());
    return pooled(x.extent(2), windows.width(), borders.left(), borders.right());
  }

  /** Pixels of y. */
  long pixels() {
    return (long) x.extent(0) * rows() * columns();
  }

  /** Pixels of a window. */
  long size() {
    return (long) windows.height() * windows.width();
  }

  /** For cuDNN: where as many rows below as above, and columns likewise, give the same windows. */
  Optional<PoolingShape> evenly() {
    Padding.Explicit borders = windows.borders(image());
    int rows = pooled(x.extent(1), windows.height(), borders.top(), borders.top());
    int columns = pooled(x.extent(2), windows.width(), borders.left(), borders.left());
    if (rows != rows() || columns != columns()) {
      return Optional.empty();
    }
    return Optional.of(
        new PoolingShape(
            x.extent(0),
            x.extent(1),
            x.extent(2),
            x.extent(3),
            windows.height(),
            windows.width(),
            windows.stride(),
            windows.stride(),
            borders.top(),
            borders.left()));
  }

  /** From x to y. */
  void launchForward(Kernel kernel, DevicePointer from, DevicePointer to) {
    launch(kernel, pixels(), from, to);
  }

  /** To dx, from what the kernel reads. */
  void launchGradient(Kernel kernel, Gradient dx, DevicePointer... read) {
    List<Object> tensors = new ArrayList<>(Arrays.asList(read));
    tensors.add(dx.tensor().pointer());
    tensors.add(dx.accumulate() ? 1 : 0);
    long items = (long) x.extent(0) * x.extent(1) * x.extent(2);
    launch(kernel, items, tensors.toArray());
  }

  private void launch(Kernel kernel, long items, Object... tensors) {
    Padding.Explicit borders = windows.borders(image());
    List<Object> arguments = new ArrayList<>(Arrays.asList(tensors));
    arguments.addAll(
        List.of(
            x.extent(0),
            x.extent(1),
            x.extent(2),
            x.extent(3),
            rows(),
            columns(),
            windows.height(),
            windows.width(),
            windows.stride(),
            borders.top()));
    arguments.add(borders.left());
    kernel.launch(LaunchShape.forLanes(items, x.extent(3)), arguments.toArray());
  }
}
