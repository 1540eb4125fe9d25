package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.List;

/** ReLU of x [N, ...], in place where nobody reads x later, and likewise the gradients. */
final class PlannedRelu implements PlannedOp {
  private final Kernel relu;
  private final ReluGradient gradient;

  PlannedRelu(Device device) {
    this.relu = device.kernel("relu");
    this.gradient = new ReluGradient(device);
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
    return wiring
        .dx()
        .map(dx -> List.of(gradient.call(wiring.y(), wiring.dy(), dx)))
        .orElse(List.of());
  }

  @Override
  public String description() {
    return relu.name() + ", " + gradient.name();
  }
}
