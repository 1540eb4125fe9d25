package graft.experiment;

import graft.train.TrainingOptions;

/**
 * How the five runs are trained.
 *
 * @param epochs of each run
 * @param batch samples in a step
 * @param teacherRate the teacher's learning rate
 * @param studentRate the students' learning rate
 * @param graph whether a step is one CUDA graph
 */
public record ExperimentOptions(
    int epochs, int batch, float teacherRate, float studentRate, boolean graph) {
  /** SGD's momentum in all five runs. */
  public static final float MOMENTUM = 0.9f;

  /** The notebook's: 3 epochs, batches of 32, learning rates 0.01 and 0.001. */
  public static ExperimentOptions defaults() {
    return new ExperimentOptions(3, 32, 0.01f, 0.001f, true);
  }

  TrainingOptions training(RunKind kind, long seed) {
    return new TrainingOptions(
        epochs, batch, kind == RunKind.TEACHER ? teacherRate : studentRate, MOMENTUM, seed, graph);
  }
}
