package graft.experiment;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.train.TrainingListener;
import java.util.Optional;

/** Hears how the experiment goes on. */
public interface ExperimentListener {
  /** A listener that ignores everything. */
  ExperimentListener SILENT = new ExperimentListener() {};

  /**
   * A run is about to begin; of a device it holds nothing yet but the data.
   *
   * @param beginning what it begins with
   * @param teacher the trained network that a student grew from
   */
  default void runPrepared(long seed, Run run, Beginning beginning, Optional<Model> teacher) {}

  /**
   * A run begins.
   *
   * @return who hears its training
   */
  default TrainingListener runStarted(Run run, NetworkSpec spec) {
    return TrainingListener.SILENT;
  }

  /**
   * Something about a run's checkpoints that a person should know: a damaged one was passed over.
   * Unless a listener hears it, it goes to the log.
   */
  default void checkpointNote(Run run, String sentence) {
    ExperimentCheckpoints.log(run, sentence);
  }

  /**
   * A run is done.
   *
   * @param trained its model
   * @param soFar all runs that are done
   */
  default void runEnded(RunRecord run, Model trained, ExperimentResult soFar) {}
}
