package graft.train;

import graft.device.Device;
import graft.nn.Call;
import graft.nn.Network;
import graft.nn.Sgd;
import graft.nn.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.List;

/** What the device does in one step, from the data set to the tally; each phase is a range. */
final class StepWork {
  private static final String LOSS = "loss";

  private final Network network;
  private final ResidentData data;
  private final SampleFeed feed;
  private final Tally tally;
  private final SoftmaxCrossEntropy loss;

  StepWork(Device device, Network network, ResidentData data, SampleFeed feed, Tally tally) {
    this.network = network;
    this.data = data;
    this.feed = feed;
    this.tally = tally;
    this.loss = new SoftmaxCrossEntropy(device);
  }

  /** Forward, backward, update. */
  List<Call> training(Sgd sgd, int batch) {
    List<Call> calls = gatherAndForward(batch);
    calls.add(
        loss.forwardAndGradient(
                network.logits(batch),
                feed.labels(),
                feed.losses(),
                feed.hits(),
                network.logitsGradient(batch))
            .within(LOSS));
    network.backwardCalls(batch).forEach(call -> calls.add(call.within("backward")));
    calls.add(sgd.step(network).within("update"));
    calls.add(finish(batch));
    return calls;
  }

  /** Forward and the loss. */
  List<Call> evaluation(int batch) {
    List<Call> calls = gatherAndForward(batch);
    calls.add(
        loss.forward(network.logits(batch), feed.labels(), feed.losses(), feed.hits())
            .within(LOSS));
    calls.add(finish(batch));
    return calls;
  }

  private List<Call> gatherAndForward(int batch) {
    List<Call> calls = new ArrayList<>();
    calls.add(feed.gather(data, tally, network.input(batch)).within("gather"));
    network.forwardCalls(batch).forEach(call -> calls.add(call.within("forward")));
    return calls;
  }

  private Call finish(int batch) {
    return feed.finish(tally, batch).within("tally");
  }
}
