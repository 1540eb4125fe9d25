package graft.train;

import graft.device.Device;
import graft.nn.Cost;
import graft.nn.Network;
import graft.nn.Sgd;
import graft.nn.SoftmaxCrossEntropy;
import java.util.ArrayList;
import java.util.List;

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

  /** The calls of a training step, in order, and what each costs at least. */
  List<Cost> trainingCosts(Sgd sgd, int batch) {
    List<Cost> costs = new ArrayList<>(List.of(feed.gatherCost(network.input(batch))));
    costs.addAll(network.forwardCosts(batch));
    costs.add(loss.forwardAndGradientCost(network.logits(batch)));
    costs.addAll(network.backwardCosts(batch));
    costs.add(sgd.cost(network));
    costs.add(feed.finishCost(batch));
    return costs;
  }

  /** The calls of an evaluation step, in order, and what each costs at least. */
  List<Cost> evaluationCosts(int batch) {
    List<Cost> costs = new ArrayList<>(List.of(feed.gatherCost(network.input(batch))));
    costs.addAll(network.forwardCosts(batch));
    costs.add(loss.forwardCost(network.logits(batch)));
    costs.add(feed.finishCost(batch));
    return costs;
  }
}
