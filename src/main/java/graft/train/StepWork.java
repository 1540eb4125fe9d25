package graft.train;

import graft.device.Device;
import graft.device.Ranges;
import graft.nn.Cost;
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
