package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The sum of two inputs or more [N, ...], with or without ReLU. */
final class PlannedAdd implements PlannedOp {
  private final Kernel add;
  private final Kernel addRelu;
  private final ReluGradient reluGradient;
  private final boolean relu;
  private final GradientPassing passing;

  /**
   * Plans the sum.
   *
   * @param relu whether a ReLU follows, which is computed along
   */
  PlannedAdd(Device device, boolean relu) {
    this.add = device.kernel("add");
    this.addRelu = device.kernel("add_relu");
    this.reluGradient = new ReluGradient(device);
    this.relu = relu;
    this.passing = new GradientPassing(device);
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, false, relu, true, relu);
  }

  /** y = x1 + x2, then y = y + x3, ..., and the larger of the last and 0. */
  @Override
  public List<Call> forward(Wiring wiring) {
    List<Call> calls = new ArrayList<>();
    List<Tensor> inputs = wiring.inputs();
    Tensor sum = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      boolean last = i == inputs.size() - 1;
      calls.add(sum(relu && last ? addRelu : add, sum, inputs.get(i), wiring.y()));
      sum = wiring.y();
    }
    return calls;
  }

  private static Call sum(Kernel kernel, Tensor a, Tensor b, Tensor y) {
    long elements = y.shape().elements();
    return Call.of(
        Cost.of(kernel.name(), elements, a, b, y),
        () ->
            kernel.launch(
                LaunchShape.forElements(elements),
                a.pointer(),
                b.pointer(),
                y.pointer(),
                elements));
  }

  /** dy = 0 where ReLU cut y off; the gradient of each input is dy. */
  @Override
  public List<Call> backward(Wiring wiring) {
    List<Call> calls = new ArrayList<>();
    if (relu) {
      calls.add(reluGradient.inPlace(wiring.y(), wiring.dy()));
    }
    calls.addAll(passing.calls(wiring));
    return calls;
  }

  @Override
  public String description() {
    return relu ? addRelu.name() + ", " + reluGradient.name() : add.name();
  }
}
