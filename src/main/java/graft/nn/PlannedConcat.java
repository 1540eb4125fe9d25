package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Channels one input's after the other's: x_i [N, H, W, C_i], y [N, H, W, sum of C_i]. */
final class PlannedConcat implements PlannedOp {
  private final Kernel copy;
  private final Kernel take;

  PlannedConcat(Device device) {
    this.copy = device.kernel("copy_channels");
    this.take = device.kernel("take_channels");
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, false, false, false, false);
  }

  /** Each input's channels to their place in y. */
  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor y = wiring.y();
    List<Call> calls = new ArrayList<>();
    int offset = 0;
    for (Tensor x : wiring.inputs()) {
      int channels = x.shape().last();
      int rows = x.shape().elements() / channels;
      int at = offset;
      calls.add(
          Call.of(
              Cost.of(copy.name(), 0, x, x),
              () ->
                  copy.launch(
                      LaunchShape.forElements(x.shape().elements()),
                      x.pointer(),
                      y.pointer(),
                      rows,
                      channels,
                      at,
                      y.shape().last())));
      offset += channels;
    }
    return calls;
  }

  /** Each input's gradient is its slice of dy. */
  @Override
  public List<Call> backward(Wiring wiring) {
    Tensor dy = wiring.dy();
    List<Call> calls = new ArrayList<>();
    int offset = 0;
    for (int i = 0; i < wiring.inputs().size(); i++) {
      int at = offset;
      Optional<Gradient> gradient = wiring.inputGradients().get(i);
      gradient.ifPresent(dx -> calls.add(slice(dy, dx, at)));
      offset += wiring.inputs().get(i).shape().last();
    }
    return calls;
  }

  private Call slice(Tensor dy, Gradient dx, int offset) {
    Tensor target = dx.tensor();
    int channels = target.shape().last();
    int rows = target.shape().elements() / channels;
    return Call.of(
        Cost.of(take.name(), 0, target).plusGradient(dx),
        () ->
            take.launch(
                LaunchShape.forElements(target.shape().elements()),
                dy.pointer(),
                target.pointer(),
                dx.accumulate() ? 1 : 0,
                rows,
                channels,
                offset,
                dy.shape().last()));
  }

  @Override
  public String description() {
    return copy.name() + ", " + take.name();
  }
}
