package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The sum of two inputs or more [N, ...]. */
final class PlannedAdd implements PlannedOp {
  private final Kernel add;
  private final GradientPassing passing;

  PlannedAdd(Device device) {
    this.add = device.kernel("add");
    this.passing = new GradientPassing(device);
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, false, false, true, false);
  }

  /** y = x1 + x2, then y = y + x3, ... */
  @Override
  public List<Call> forward(Wiring wiring) {
    List<Call> calls = new ArrayList<>();
    Tensor sum = wiring.inputs().get(0);
    for (Tensor x : wiring.inputs().subList(1, wiring.inputs().size())) {
      calls.add(sum(sum, x, wiring.y()));
      sum = wiring.y();
    }
    return calls;
  }

  private Call sum(Tensor a, Tensor b, Tensor y) {
    long elements = y.shape().elements();
    return Call.of(
        Cost.of(add.name(), elements, a, b, y),
        () ->
            add.launch(
                LaunchShape.forElements(elements),
                a.pointer(),
                b.pointer(),
                y.pointer(),
                elements));
  }

  /** The gradient of each input is dy. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return passing.calls(wiring);
  }

  @Override
  public String description() {
    return add.name();
  }
}
