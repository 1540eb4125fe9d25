package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.List;

/**
 * Dropout of x [N, ...] in training, in place where nobody reads x later, and likewise the
 * gradients. The mask follows from the count of training steps, so backward draws it again and
 * nothing is stored.
 */
final class PlannedDropout implements PlannedOp {
  private static final int WORDS = 4; // of a block of Philox, an element each

  /** Integer operations of a block of Philox: ten rounds of two products and four exclusive ors. */
  private static final int DRAWING = 60;

  private final Kernel dropout;
  private final int threshold;
  private final float scale;
  private final long seed;
  private final long sequence;

  /**
   * Plans the op.
   *
   * @param rate the probability of 0, from 0 to below 1
   * @param seed the run's
   * @param sequence the node's Philox sequence
   */
  PlannedDropout(Device device, double rate, long seed, long sequence) {
    this.dropout = device.kernel("dropout");
    this.threshold = (int) (long) (rate * 0x1p32);
    this.scale = (float) (1 / (1 - rate));
    this.seed = seed;
    this.sequence = sequence;
  }

  @Override
  public Traits traits() {
    return new Traits(Output.IN_PLACE, false, false, false, false);
  }

  /** y = x / (1 - rate) where kept, else 0. */
  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    return List.of(call(Cost.of(dropout.name(), flops(x), x, y), wiring, x, y, false));
  }

  /** dx = dy / (1 - rate) where kept, else 0. */
  @Override
  public List<Call> backward(Wiring wiring) {
    Tensor dy = wiring.dy();
    return wiring
        .dx()
        .map(
            dx -> {
              Cost cost = Cost.of(dropout.name(), flops(dy), dy).plusGradient(dx);
              return List.of(call(cost, wiring, dy, dx.tensor(), dx.accumulate()));
            })
        .orElse(List.of());
  }

  private static long flops(Tensor x) {
    return (1 + DRAWING / WORDS) * (long) x.shape().elements();
  }

  private Call call(Cost cost, Wiring wiring, Tensor from, Tensor to, boolean accumulate) {
    long elements = from.shape().elements();
    return Call.of(
        cost,
        () ->
            dropout.launch(
                LaunchShape.forElements(elements / WORDS),
                from.pointer(),
                to.pointer(),
                accumulate ? 1 : 0,
                elements,
                seed,
                sequence,
                wiring.steps().orElseThrow(),
                threshold,
                scale));
  }

  @Override
  public String description() {
    return dropout.name();
  }
}
