package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.List;

/** ReLU of x [N, ...], in place where nobody reads x later, and likewise the gradients. */
final class PlannedRelu implements PlannedOp {
  private final Kernel relu;
  private final Kernel reluGradient;

  PlannedRelu(Device device) {
    this.relu = device.kernel("relu");
    this.reluGradient = device.kernel("relu_gradient");
  }

  @Override
  public Traits traits() {
    return new Traits(Output.IN_PLACE, false, true, false, false);
  }

  /** y = max(x, 0). */
  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    long elements = y.shape().elements();
    return List.of(
        Call.of(
            Cost.of(relu.name(), elements, x, y),
            () ->
                relu.launch(
                    LaunchShape.forElements(elements), x.pointer(), y.pointer(), elements)));
  }

  /** dx = dy where y > 0, else 0. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return wiring.dx().map(dx -> List.of(gradient(wiring, dx))).orElse(List.of());
  }

  private Call gradient(Wiring wiring, Gradient dx) {
    Tensor y = wiring.y();
    Tensor dy = wiring.dy();
    long elements = y.shape().elements();
    return Call.of(
        Cost.of(reluGradient.name(), elements, y, dy).plusGradient(dx),
        () ->
            reluGradient.launch(
                LaunchShape.forElements(elements),
                y.pointer(),
                dy.pointer(),
                dx.tensor().pointer(),
                dx.accumulate() ? 1 : 0,
                elements));
  }

  @Override
  public String description() {
    return relu.name() + ", " + reluGradient.name();
  }
}
