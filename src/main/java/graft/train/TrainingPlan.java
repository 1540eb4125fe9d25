package graft.train;

import graft.device.Device;
import graft.model.NetworkSpec;
import graft.nn.BatchRows;
import graft.nn.Following;
import graft.nn.MemoryNeed;
import graft.nn.Network;
import graft.nn.OptimizerState;
import graft.nn.Passes;
import java.util.Optional;

/**
 * What is trained on what, and how: all that is known before anything is allocated.
 *
 * @param training what is learned from
 * @param validation what is looked at after each epoch
 * @param spec the network, nothing frozen
 * @param following of a grown network that follows its teacher
 */
record TrainingPlan(
    ResidentData training,
    ResidentData validation,
    NetworkSpec spec,
    TrainingOptions options,
    Optional<Following> following) {
  /**
   * Refuses a following that does not fit.
   *
   * @throws IllegalArgumentException see {@link Following#requireFits}
   */
  TrainingPlan {
    following.ifPresent(it -> it.requireFits(spec, options.optimizer()));
  }

  /**
   * The network as it is planned on the device.
   *
   * @throws IllegalArgumentException if the options freeze what cannot be frozen
   */
  NetworkSpec partlyFrozen() {
    return spec.frozen(options.freeze());
  }

  /** The steps of an epoch. */
  Batches batches() {
    return Batches.of(training.count(), options.batch());
  }

  /** The steps of a validation. */
  Batches validationBatches() {
    return Batches.of(validation.count(), batches().full());
  }

  /** What the network is planned for. */
  Passes passes() {
    return Passes.training(batches().sizes())
        .andInference(validationBatches().sizes())
        .withSeed(options.seed());
  }

  /** The largest batch. */
  int largest() {
    return Math.max(batches().full(), validationBatches().full());
  }

  /** All that it takes, the data sets included. */
  MemoryNeed memory(Device device) {
    long data =
        training.bytes()
            + (validation == training ? 0 : validation.bytes())
            + BatchRows.bytes(largest())
            + Tally.bytes(batches())
            + Tally.bytes(validationBatches());
    NetworkSpec planned = partlyFrozen();
    long optimizer =
        OptimizerState.bytes(
            planned, options.optimizer(), following.isPresent(), batches().steps());
    return Network.memory(device, planned, passes())
        .plus(MemoryNeed.ofOptimizer(optimizer))
        .plus(MemoryNeed.ofData(data));
  }
}
