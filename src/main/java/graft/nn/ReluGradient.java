package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;

/** The gradient of a ReLU, by itself or in front of what an op computes along with one. */
final class ReluGradient {
  private final Kernel kernel;

  ReluGradient(Device device) {
    this.kernel = device.kernel("relu_gradient");
  }

  /** The kernel's name. */
  String name() {
    return kernel.name();
  }

  /** dx = dy where y > 0, else 0. */
  Call call(Tensor y, Tensor dy, Gradient dx) {
    long elements = y.shape().elements();
    return Call.of(
        Cost.of(kernel.name(), elements, y, dy).plusGradient(dx),
        () ->
            kernel.launch(
                LaunchShape.forElements(elements),
                y.pointer(),
                dy.pointer(),
                dx.tensor().pointer(),
                dx.accumulate() ? 1 : 0,
                elements));
  }

  /** dy = 0 where y is. */
  Call inPlace(Tensor y, Tensor dy) {
    return call(y, dy, new Gradient(dy, Gradient.Delivery.IN_PLACE));
  }
}
