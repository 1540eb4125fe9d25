package graft.cli;

import graft.data.DataFolder;
import graft.fetch.OutputTrial;
import graft.train.RunFolder;
import graft.train.RunLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --out}, {@code --force}, {@code --resume} and {@code --checkpoint-every}, a mixin: where a
 * run is kept, and from where it goes on.
 */
final class FolderFlags {
  private static final Path RUNS = Path.of("runs");
  private static final double MILLIS_IN_MINUTE = 60_000;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where results and checkpoints go (default: runs/<time>)")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--force", description = "replace the run that is in --out")
  private boolean force;

  @Option(
      names = "--resume",
      paramLabel = "FOLDER",
      description =
          "go on with the run in this folder, which gets the bits of one that was not interrupted;"
              + " give the same options as then")
  private Optional<Path> resume = Optional.empty();

  @Option(
      names = "--checkpoint-every",
      paramLabel = "MINUTES",
      description =
          "how long a network trains at most without a checkpoint, beside those of epochs (default:"
              + " ${DEFAULT-VALUE})")
  private double minutes = 5;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Before anything is loaded.
   *
   * @param kind of the run that begins or goes on
   * @throws IOException if the folder has a run that is not to be lost, or none to go on with, or
   *     cannot be written
   */
  void check(RunFolder.Kind kind) throws IOException {
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
      RunFolder.resumed(resume.get(), kind);
    } else if (out.isPresent() && !force) {
      RunFolder.requireFree(out.get());
    }
    OutputTrial.ofFolder(resume.or(() -> out).orElse(RUNS));
  }

  /**
   * Refuses a folder that would count as a class of the images from then on.
   *
   * @param data the images' folder, or the name of a known data set
   * @throws IOException if the folder is one
   */
  void requireOutside(String data) throws IOException {
    Path path = resume.or(() -> out).orElse(RUNS);
    if (Files.isDirectory(Path.of(data)) && DataFolder.wouldHold(Path.of(data), path)) {
      throw new IOException(
          "%s: found inside the images of %s, where each folder is a class; expected --out FOLDER outside of them"
              .formatted(path, data));
    }
  }

  /** The folder of a run that goes on. */
  Optional<Path> resumed() {
    return resume;
  }

  /**
   * Whether a file is the folder of the run that goes on, or a model or checkpoint that it made.
   */
  boolean isResumed(Path file) throws IOException {
    if (resume.isEmpty() || !Files.exists(file)) {
      return false;
    }
    RunFolder run = new RunFolder(resume.get().toRealPath());
    Path named = file.toRealPath();
    return named.equals(run.path())
        || named.equals(run.model())
        || named.startsWith(run.checkpoints());
  }

  /**
   * The run's folder, made if need be, for this process alone.
   *
   * @param kind of the run that begins or goes on
   * @throws IOException if that fails, or another process trains in it
   */
  HeldRun open(RunFolder.Kind kind) throws IOException {
    if (resume.isEmpty() && out.isEmpty()) {
      RunFolder made = RunFolder.ofTime(RUNS, LocalDateTime.now(ZoneId.systemDefault()));
      return new HeldRun(made, RunLock.of(made.path()));
    }
    RunLock lock = RunLock.of(resume.or(() -> out).orElseThrow());
    try {
      return new HeldRun(given(kind), lock);
    } catch (IOException e) {
      lock.close();
      throw e;
    }
  }

  private RunFolder given(RunFolder.Kind kind) throws IOException {
    if (resume.isPresent()) {
      RunFolder run = RunFolder.resumed(resume.get(), kind);
      if (!run.hasCheckpoints()) {
        command
            .commandLine()
            .getErr()
            .println(run.path() + ": found no checkpoint yet; the run begins anew");
      }
      return run;
    }
    Path path = out.orElseThrow();
    return force ? RunFolder.replace(path, kind) : RunFolder.create(path);
  }

  /** How long a run goes on at most without a checkpoint. */
  Duration every() {
    return Duration.ofMillis(Math.round(minutes * MILLIS_IN_MINUTE));
  }
}
