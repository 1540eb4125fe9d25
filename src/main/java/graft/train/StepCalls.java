package graft.train;

import graft.device.Device;
import graft.nn.BatchRows;
import graft.nn.Call;
import graft.nn.Mode;
import graft.nn.Pass;
import graft.nn.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.List;

/** What the device does in one step, from the data set to the tally; each phase is a range. */
final class StepCalls {
  private final Device device;
  private final NetworkState state;
  private final ResidentData data;
  private final BatchRows rows;
  private final Tally tally;

  StepCalls(Device device, NetworkState state, ResidentData data, BatchRows rows, Tally tally) {
    this.device = device;
    this.state = state;
    this.data = data;
    this.rows = rows;
    this.tally = tally;
  }

  /**
   * Forward, backward, update.
   *
   * @param options say how images are varied and labels smoothed
   */
  List<Call> training(int batch, TrainingOptions options) {
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy(device, options.labelSmoothing());
    Pass pass = state.network().pass(Mode.TRAINING, batch);
    List<Call> calls = gatherAndForward(gather(pass, options), pass);
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
    add(calls, "loss", new SoftmaxCrossEntropy(device).forward(pass.logits(), rows));
    add(calls, "tally", tally.finish(rows, batch));
    return calls;
  }

  private Call gather(Pass pass, TrainingOptions options) {
    return options.augmentation().isNone()
        ? data.gather(tally.position(), pass.input(), rows)
        : data.gatherAugmented(
            tally.position(),
            pass.input(),
            rows,
            options.augmentation(),
            options.seed(),
            state.network().steps());
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
