package graft.cli;

import graft.experiment.ExperimentCheckpoints;
import graft.experiment.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --out}, {@code --force}, {@code --resume} and {@code --checkpoint-every}, a mixin: where
 * an experiment is kept, and from where it goes on.
 */
final class ResultFlags {
  private static final Path RUNS = Path.of("runs");
  private static final double MILLIS_IN_MINUTE = 60_000;

  @Option(names = "--out", description = "where results and checkpoints go (default: runs/<time>)")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--force", description = "replace the experiment that is in --out")
  private boolean force;

  @Option(
      names = "--resume",
      paramLabel = "FOLDER",
      description =
          "go on with the experiment in this folder, which gets the bits of one that was not"
              + " interrupted; give the same options as then")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "MINUTES",
      description =
          "how long a network trains at most without a checkpoint, beside those of epochs")
  private double minutes = 5;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Before anything is loaded.
   *
   * @throws IOException if the folder has an experiment that is not to be lost, or none to go on
   *     with
   */
  void check(List<Long> seeds) throws IOException {
    Usage.require(
        command,
        resume.isEmpty() || (out.isEmpty() && !force),
        "--resume goes on in its own folder, so it takes neither --out nor --force");
    Usage.require(
        command,
        !force || out.isPresent(),
        "--force replaces what is in --out, which is not given");
    Usage.require(
        command,
        minutes >= 0 && minutes < Long.MAX_VALUE / (1e6 * MILLIS_IN_MINUTE),
        "--checkpoint-every is " + minutes + ", expected minutes, 0 or more");
    if (resume.isPresent()) {
      checkpoints(RunFolder.resumed(resume.get())).requireOnly(seeds);
    } else if (out.isPresent() && !force) {
      RunFolder.requireFree(out.get());
    }
  }

  /**
   * The experiment's folder, made if need be.
   *
   * @throws IOException if that fails
   */
  RunFolder open() throws IOException {
    if (resume.isPresent()) {
      return RunFolder.resumed(resume.get());
    }
    if (out.isPresent()) {
      return force ? RunFolder.replace(out.get()) : RunFolder.create(out.get());
    }
    return RunFolder.ofTime(RUNS, LocalDateTime.now(ZoneId.systemDefault()));
  }

  /** The checkpoints in it. */
  ExperimentCheckpoints checkpoints(RunFolder folder) {
    return ExperimentCheckpoints.in(
        folder.checkpoints(), Duration.ofMillis(Math.round(minutes * MILLIS_IN_MINUTE)));
  }
}
