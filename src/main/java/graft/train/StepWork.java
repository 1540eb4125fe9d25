package graft.train;

import graft.device.Device;
import graft.device.Ranges;
import graft.nn.Network;
import graft.nn.Sgd;
import graft.nn.SoftmaxCrossEntropy;

/** What the device does in one step, from the data set to the tally; each phase is a range. */
final class StepWork {
  private static final String LOSS = "loss";

  private final Network network;
  private final ResidentData data;
  private final SampleFeed feed;
  private final Tally tally;
  private final SoftmaxCrossEntropy loss;
  private final Ranges ranges;

  StepWork(Device device, Network network, ResidentData data, SampleFeed feed, Tally tally) {
    this.network = network;
    this.data = data;
    this.feed = feed;
    this.tally = tally;
    this.loss = new SoftmaxCrossEntropy(device);
    this.ranges = device.ranges();
  }

  /** Forward, backward, update. */
  Runnable training(Sgd sgd, int batch) {
    return () -> {
      gatherAndForward(batch);
      ranges.in(
          LOSS,
          () ->
              loss.forwardAndGradient(
                  network.logits(batch),
                  feed.labels(),
                  feed.losses(),
                  feed.hits(),
                  network.logitsGradient(batch)));
      ranges.in("backward", () -> network.backward(batch));
      ranges.in("update", () -> sgd.step(network));
      finish(batch);
    };
  }

  /** Forward and the loss. */
  Runnable evaluation(int batch) {
    return () -> {
      gatherAndForward(batch);
      ranges.in(
          LOSS,
          () -> loss.forward(network.logits(batch), feed.labels(), feed.losses(), feed.hits()));
      finish(batch);
    };
  }

  private void gatherAndForward(int batch) {
    ranges.in("gather", () -> feed.gather(data, tally, network.input(batch)));
    ranges.in("forward", () -> network.forward(batch));
  }

  private void finish(int batch) {
    ranges.in("tally", () -> feed.finish(tally, batch));
  }
}
