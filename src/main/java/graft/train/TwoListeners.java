package graft.train;

import java.util.List;
import java.util.Objects;

/** {@link TrainingListener#and}. */
record TwoListeners(TrainingListener first, TrainingListener second) implements TrainingListener {
  TwoListeners {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(second, "second");
  }

  @Override
  public void planned(int batch, List<String> stages) {
    first.planned(batch, stages);
    second.planned(batch, stages);
  }

  @Override
  public void resumed(TrainingState from, List<String> changes) {
    first.resumed(from, changes);
    second.resumed(from, changes);
  }

  @Override
  public void started(Evaluation before) {
    first.started(before);
    second.started(before);
  }

  @Override
  public void progress(Progress progress) {
    first.progress(progress);
    second.progress(progress);
  }

  @Override
  public void epochEnded(EpochRecord epoch) {
    first.epochEnded(epoch);
    second.epochEnded(epoch);
  }

  @Override
  public void stepBoundary(StepBoundary boundary) {
    first.stepBoundary(boundary);
    second.stepBoundary(boundary);
  }
}
