package graft.selftest;

import graft.nn.Sgd;
import graft.train.ResidentData;
import graft.train.StepRunner;
import graft.train.TrainingOptions;

/** A step as one CUDA graph does what its calls do one by one. */
final class GraphCheck implements Check {
  @Override
  public String name() {
    return "graph against call by call";
  }

  @Override
  public Outcome run(CheckContext context) {
    try (ResidentData data =
        ResidentData.upload(context.device(), CheckContext.randomImages(TrainedTwice.IMAGES))) {
      if (!isCaptured(context, data)) {
        return Outcome.of(false, "a training step cannot be captured", "a graph, the same bits");
      }
      boolean same =
          TrainedTwice.train(context, data, 1, true)
              .equals(TrainedTwice.train(context, data, 1, false));
      return Outcome.of(
          same,
          same ? "the same bits after an epoch" : "different weights",
          "a graph, the same bits");
    }
  }

  private static boolean isCaptured(CheckContext context, ResidentData data) {
    TrainingOptions options = TrainingOptions.of(1, 32, Sgd.of(0.01f, 0.9f));
    try (StepRunner steps =
        StepRunner.training(context.device(), data, CheckContext.teacher(), options)) {
      return steps.isGraph();
    }
  }
}
