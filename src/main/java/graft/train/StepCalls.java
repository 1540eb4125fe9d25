package graft.train;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.nn.BatchRows;
import graft.nn.Call;
import graft.nn.Mode;
import graft.nn.Pass;
import graft.nn.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.List;

/** What the device does in one step, from the data set to the tally; each phase is a range. */
final class StepCalls {
  private final NetworkState state;
  private final ResidentData data;
  private final BatchRows rows;
  private final Tally tally;
  private final SoftmaxCrossEntropy loss;

  /** Of evaluation, or of training with labels as they are. */
  StepCalls(Device device, NetworkState state, ResidentData data, BatchRows rows, Tally tally) {
    this(device, state, data, rows, tally, 0);
  }

  StepCalls(
      Device device,
      NetworkState state,
      ResidentData data,
      BatchRows rows,
      Tally tally,
      float labelSmoothing) {
    this.state = state;
    this.data = data;
    this.rows = rows;
    this.tally = tally;
    this.loss = new SoftmaxCrossEntropy(device, labelSmoothing);
  }

  /**
   * Forward, backward, update.
   *
   * @param augmentation how the images are varied
   * @param seed of how
   */
  List<Call> training(int batch, Augmentation augmentation, long seed) {
    Pass pass = state.network().pass(Mode.TRAINING, batch);
    List<Call> calls = gatherAndForward(gather(pass, augmentation, seed), pass);
    add(calls, "loss", loss.forwardAndGradient(pass.logits(), rows, pass.logitsGradient()));
    pass.backwardCalls().forEach(call -> add(calls, "backward", call));
    state.update().forEach(call -> add(calls, "update", call));
    add(calls, "tally", tally.finishTraining(rows, batch, state.network().steps()));
    return calls;
  }

  /** Forward and the loss. */
  List<Call> evaluation(int batch) {
    Pass pass = state.network().pass(Mode.INFERENCE, batch);
    List<Call> calls = gatherAndForward(data.gather(tally.position(), pass.input(), rows), pass);
    add(calls, "loss", loss.forward(pass.logits(), rows));
    add(calls, "tally", tally.finish(rows, batch));
    return calls;
  }

  private Call gather(Pass pass, Augmentation augmentation, long seed) {
    DevicePointer steps = state.network().steps();
    return augmentation.isNone()
        ? data.gather(tally.position(), pass.input(), rows)
        : data.gatherAugmented(tally.position(), pass.input(), rows, augmentation, seed, steps);
  }

  private List<Call> gatherAndForward(Call gather, Pass pass) {
    List<Call> calls = new ArrayList<>();
    add(calls, "gather", gather);
    pass.forwardCalls().forEach(call -> add(calls, "forward", call));
    return calls;
  }

  private static void add(List<Call> calls, String phase, Call call) {
    calls.add(call.within(phase));
  }
}
