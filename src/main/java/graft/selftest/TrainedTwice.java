package graft.selftest;

import graft.model.Model;
import graft.model.Weights;
import graft.nn.Sgd;
import graft.train.ResidentData;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;

/** Short trainings of the teacher from the same weights, whose bits are compared. */
final class TrainedTwice {
  static final int IMAGES = 650; // the last batch of 32 is short

  private TrainedTwice() {}

  static Weights train(CheckContext context, ResidentData data, long seed, boolean graph) {
    Model initial = CheckContext.teacher();
    return new Trainer(context.device(), data, data)
        .train(
            initial,
            TrainingOptions.of(1, 32, Sgd.of(0.01f, 0.9f)).withSeed(seed).withGraph(graph),
            TrainingListener.SILENT)
        .trained()
        .weights();
  }
}
