package graft.selftest;

import graft.train.ResidentData;

/** A step as one CUDA graph does what its calls do one by one. */
final class GraphCheck implements Check {
  @Override
  public String name() {
    return "graph against call by call";
  }

  @Override
  public Outcome run(Bench bench) {
    try (ResidentData data =
        ResidentData.upload(bench.device(), Bench.randomImages(TrainedTwice.IMAGES))) {
      boolean same =
          TrainedTwice.train(bench, data, 1, true)
              .equals(TrainedTwice.train(bench, data, 1, false));
      return Outcome.of(
          same, same ? "the same bits after an epoch" : "different weights", "the same bits");
    }
  }
}
