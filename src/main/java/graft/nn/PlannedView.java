package graft.nn;

import graft.device.Device;
import java.util.List;

/**
 * The same elements, under another shape or not: Flatten, and Dropout where nothing is dropped.
 * Only a gradient that others share must be moved.
 */
final class PlannedView implements PlannedOp {
  private final GradientPassing passing;

  PlannedView(Device device) {
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
