package graft.job;

import graft.data.DataSplits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.model.Preprocessing;
import graft.predict.Predictor;
import graft.predict.TrainingLogits;
import graft.reference.ReferenceOps;
import graft.reference.RelativeDifference;
import graft.train.Cancellation;
import graft.train.StepBoundary;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.util.ArrayList;
import java.util.List;

/** What models compute on the tests' device, and become there. */
final class OnDevice {
  static final Device DEVICE = SharedDevice.get();

  private OnDevice() {}

  static float[] inference(Model model, Preprocessing preprocessing, Samples samples) {
    try (Predictor predictor = Predictor.of(DEVICE, model, preprocessing, samples.count())) {
      return predictor.predict(samples.images()).logits();
    }
  }

  /** All samples in one batch. */
  static float[] training(Model model, Preprocessing preprocessing, Samples samples) {
    return TrainingLogits.of(DEVICE, model, preprocessing, samples.images()).logits();
  }

  /** The largest difference, relative to the largest of the first; NaN if one is. */
  static double apart(float[] some, float[] others) {
    return RelativeDifference.of(ReferenceOps.toDouble(others), ReferenceOps.toDouble(some));
  }

  /** Trains on, and tells the state after each epoch. */
  static List<TrainingState> train(TrainingState from, TrainingOptions options, DataSplits data) {
    return train(SmallResNet.job(from, options, data));
  }

  /** Trains, and tells the state after each epoch. */
  static List<TrainingState> train(TrainingJob job) {
    List<TrainingState> states = new ArrayList<>();
    TrainingListener keeping =
        new TrainingListener() {
          @Override
          public void stepBoundary(StepBoundary boundary) {
            if (boundary.kind() == StepBoundary.Kind.EPOCH_ENDED) {
              states.add(boundary.state().get());
            }
          }
        };
    var unused = job.run(DEVICE, keeping, new Cancellation());
    return states;
  }
}
