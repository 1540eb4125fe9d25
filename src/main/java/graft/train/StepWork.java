package graft.train;

import graft.device.Device;
import graft.nn.Network;
import graft.nn.Sgd;
import graft.nn.SoftmaxCrossEntropy;

/** What the device does in one step, from the data set to the tally. */
final class StepWork {
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
  Runnable training(Sgd sgd, int batch) {
    return () -> {
      feed.gather(data, tally, network.input(batch));
      network.forward(batch);
      loss.forwardAndGradient(
          network.logits(batch),
          feed.labels(),
          feed.losses(),
          feed.hits(),
          network.logitsGradient(batch));
      network.backward(batch);
      sgd.step(network);
      feed.finish(tally, batch);
    };
  }

  /** Forward and the loss. */
  Runnable evaluation(int batch) {
    return () -> {
      feed.gather(data, tally, network.input(batch));
      network.forward(batch);
      loss.forward(network.logits(batch), feed.labels(), feed.losses(), feed.hits());
      feed.finish(tally, batch);
    };
  }
}
