package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.tensor.Tensor;
import java.util.List;

/** ReLU in place: what comes out lies where what went in lay, and likewise the gradients. */
final class PlannedRelu implements PlannedLayer {
  private final Kernel relu;
  private final Kernel reluGradient;
  private final LaunchShape launchShape;
  private final Tensor y; // [N, ...], x before
  private final Tensor dy; // [N, ...], dx afterwards
  private final long elements;

  PlannedRelu(Device device, Tensor y, Tensor dy) {
    this.relu = device.kernel("relu");
    this.reluGradient = device.kernel("relu_gradient");
    this.y = y;
    this.dy = dy;
    this.elements = y.shape().elements();
    this.launchShape = LaunchShape.forElements(elements);
  }

  /** y = max(x, 0). */
  @Override
  public List<Call> forward() {
    return List.of(
        Call.of(
            Cost.of(relu.name(), elements, y, y),
            () -> relu.launch(launchShape, y.pointer(), y.pointer(), elements)));
  }

  /** dx = dy where y > 0, else 0. */
  @Override
  public List<Call> backward() {
    return List.of(
        Call.of(
            Cost.of(reluGradient.name(), elements, y, dy, dy),
            () ->
                reluGradient.launch(
                    launchShape, y.pointer(), dy.pointer(), dy.pointer(), 0, elements)));
  }

  @Override
  public String description() {
    return relu.name() + ", " + reluGradient.name();
  }
}
