package graft.experiment;

import graft.nn.Sgd;
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

  /**
   * How one of them is trained.
   *
   * @param seed of the run
   */
  TrainingOptions training(Run run, long seed) {
    float rate = run.isTeacher() ? teacherRate : studentRate;
    return TrainingOptions.of(epochs, batch, Sgd.of(rate, MOMENTUM))
        .withSeed(seed)
        .withGraph(graph);
  }
}
