package graft.nn;

import graft.device.Device;
import java.util.List;

/** A view of x [N, H, W, C] as [N, H W C]; only a gradient that others share must be moved. */
final class PlannedFlatten implements PlannedOp {
  private final GradientPassing passing;

  PlannedFlatten(Device device) {
    this.passing = new GradientPassing(device);
  }

  @Override
  public Traits traits() {
    return new Traits(Output.VIEW, false, false, true, false);
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    return List.of();
  }

  /** dx = dy. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return passing.calls(wiring);
  }

  @Override
  public String description() {
    return "";
  }
}
