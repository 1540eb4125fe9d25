package graft.cli;

import graft.experiment.ExperimentOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the experiment's networks are trained, a mixin. */
final class TrainingFlags {
  @Option(
      names = "--epochs",
      description = "passes over the training set in each run (default: ${DEFAULT-VALUE})")
  private int epochs = ExperimentOptions.defaults().epochs();

  @Option(names = "--batch", description = "samples in a step (default: ${DEFAULT-VALUE})")
  private int batch = ExperimentOptions.defaults().batch();

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "N[,N...]",
      description = "seed; several give an experiment each, and their means (default: 1)")
  private List<Long> seeds = List.of(1L);

  @Option(names = "--lr", description = "the teacher's learning rate (default: ${DEFAULT-VALUE})")
  private float teacherRate = ExperimentOptions.defaults().teacherRate();

  @Option(
      names = "--student-lr",
      description = "the students' learning rate (default: ${DEFAULT-VALUE})")
  private float studentRate = ExperimentOptions.defaults().studentRate();

  @Option(
      names = "--no-graph",
      description = "launch each step call by call instead of as one CUDA graph")
  private boolean noGraph;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Before anything is loaded. */
  void check() {
    require(epochs >= 1, "--epochs is " + epochs + ", expected 1 or more");
    require(batch >= 1, "--batch is " + batch + ", expected 1 or more");
    require(
        teacherRate > 0 && Float.isFinite(teacherRate),
        "--lr is " + teacherRate + ", expected a positive number");
    require(
        studentRate > 0 && Float.isFinite(studentRate),
        "--student-lr is " + studentRate + ", expected a positive number");
    require(
        new LinkedHashSet<>(seeds).size() == seeds.size(),
        "--seed is " + seeds + ", expected each seed once");
  }

  private void require(boolean sound, String message) {
    Usage.require(command, sound, message);
  }

  ExperimentOptions options() {
    return new ExperimentOptions(epochs, batch, teacherRate, studentRate, !noGraph);
  }

  /** An experiment for each. */
  List<Long> seeds() {
    return seeds;
  }

  /**
   * A line of the header.
   *
   * @param length such as "3 epochs"
   * @param images in the training set
   */
  String description(String length, int images) {
    return "%s, batch %s, learning rate %s and %s, seed %s, %s"
        .formatted(
            length,
            batch <= images ? batch : images + " (all images, of " + batch + " asked for)",
            teacherRate,
            studentRate,
            seeds.stream().map(String::valueOf).collect(Collectors.joining(", ")),
            noGraph ? "call by call" : "one CUDA graph a step");
  }
}
