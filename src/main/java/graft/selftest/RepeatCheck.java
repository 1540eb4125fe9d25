package graft.selftest;

import graft.model.Weights;
import graft.train.ResidentData;

/** A seed decides everything, and another seed something else. */
final class RepeatCheck implements Check {
  @Override
  public String name() {
    return "two runs of one seed";
  }

  @Override
  public Outcome run(CheckContext context) {
    try (ResidentData data =
        ResidentData.upload(context.device(), CheckContext.randomImages(TrainedTwice.IMAGES))) {
      Weights first = TrainedTwice.train(context, data, 1, true);
      boolean same = first.equals(TrainedTwice.train(context, data, 1, true));
      boolean other = !first.equals(TrainedTwice.train(context, data, 2, true));
      return Outcome.of(
          same && other,
          (same ? "the same bits" : "different weights")
              + ", "
              + (other ? "others" : "the same")
              + " from another seed",
          "the same bits, others from another seed");
    }
  }
}
