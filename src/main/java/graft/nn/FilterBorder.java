package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.device.Tensor;
import graft.tensor.Shape;

/**
 * A filter [K, R, S, C] with zero taps around it, in scratch memory ({@code
 * cuda-kernels/filter_border.cu}).
 */
final class FilterBorder {
  private final Kernel pad;
  private final Kernel crop;
  private final EvenPadding rows;
  private final EvenPadding columns;
  private final Shape bordered;

  /**
   * Plans the border.
   *
   * @param filter {@code [K, R, S, C]}
   */
  FilterBorder(Device device, Shape filter, EvenPadding rows, EvenPadding columns) {
    this.pad = device.kernel("pad_filter");
    this.crop = device.kernel("crop_filter");
    this.rows = rows;
    this.columns = columns;
    this.bordered =
        Shape.of(
            filter.extent(0),
            filter.extent(1) + rows.taps(),
            filter.extent(2) + columns.taps(),
            filter.extent(3));
  }

  /** What the bordered filter takes, so that what follows it is aligned. */
  long bytes() {
    return Memory.aligned(bordered.bytes());
  }

  /** The filter with its border. */
  Call pad(Tensor w, DevicePointer target) {
    Cost cost = Cost.of(pad.name(), 0, w).plusBytes(bordered.bytes());
    return Call.of(cost, () -> launch(pad, w.pointer(), target, w.shape(), bordered));
  }

  /** The gradient without that of the border. */
  Call crop(DevicePointer gradient, Tensor dw) {
    return Call.of(
        Cost.of(crop.name(), 0, dw, dw),
        () -> launch(crop, gradient, dw.pointer(), dw.shape(), dw.shape()));
  }

  private void launch(
      Kernel kernel, DevicePointer from, DevicePointer to, Shape filter, Shape written) {
    kernel.launch(
        LaunchShape.forElements(written.elements()),
        from,
        to,
        filter.extent(0),
        filter.extent(1),
        filter.extent(2),
        filter.extent(3),
        bordered.extent(1),
        bordered.extent(2),
        rows.front(),
        columns.front());
  }

  /** The kernels' names. */
  String description() {
    return pad.name() + ", " + crop.name();
  }
}
