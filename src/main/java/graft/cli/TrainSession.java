package graft.cli;

import graft.device.Device;
import graft.fetch.OutputTrial;
import graft.job.RunHeader;
import graft.job.TrainingJob;
import graft.job.TrainingRecord;
import graft.train.Cancellation;
import graft.train.CheckpointFolder;
import graft.train.Checkpoints;
import graft.train.RunFolder;
import graft.train.TensorBoard;
import graft.train.TrainingListener;
import graft.train.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A training on a terminal, a mixin: shown, kept, and ended by Ctrl-C or TERM. */
final class TrainSession {
  @Option(
      names = "--tensorboard",
      paramLabel = "FOLDER",
      description = "write losses, accuracies and rates there for TensorBoard")
  private Optional<Path> tensorBoard = Optional.empty();

  @Option(names = "--quiet", description = "print nothing but what goes wrong")
  private boolean quiet;

  @Option(names = "--verbose", description = "print which algorithms compute each layer")
  private boolean verbose;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Trains, and leaves what it made in the run's folder.
   *
   * @param header how it was started, on what, and with which data, which the record keeps
   * @return the exit code
   */
  int run(Device device, TrainingJob job, RunFolder run, FolderFlags folder, RunHeader header)
      throws IOException {
    CheckpointFolder checkpoints = new CheckpointFolder(run.checkpoints());
    TrainingRecord record = new TrainingRecord(run, job, header);
    TrainingState from =
        checkpoints
            .newest(said -> command.commandLine().getErr().println(said))
            .orElse(job.start());
    PrintWriter screen = screen();
    screen.println("results   " + run.path());
    TrainingListener listener =
        new TrainingProgress(screen, Terminal.isOutput() && !quiet, verbose)
            .and(record.listener(from.history()))
            .and(new Checkpoints(checkpoints, folder.every()));
    Cancellation cancellation = new Cancellation();
    try (Interruption interruption = Interruption.asks(cancellation, screen)) {
      TrainingJob.Trained trained = train(device, job, from, listener, cancellation);
      if (trained.result().cancelled()) {
        record.write(trained.result().history());
        screen.println(
            "interrupted; the same command with --resume %s instead of --out goes on where it stopped"
                .formatted(run.path()));
        return interruption.exitCode();
      }
      record.finish(device, trained);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    screen.println("written to " + run.model());
    return CommandLine.ExitCode.OK;
  }

  /**
   * Before anything is loaded.
   *
   * @throws IOException if what TensorBoard is to read cannot be written
   */
  void check() throws IOException {
    if (tensorBoard.isPresent()) {
      OutputTrial.ofFolder(tensorBoard.get());
    }
  }

  /** What is said; nothing, if that was asked for. */
  PrintWriter screen() {
    return quiet ? new PrintWriter(Writer.nullWriter()) : command.commandLine().getOut();
  }

  private TrainingJob.Trained train(
      Device device,
      TrainingJob job,
      TrainingState from,
      TrainingListener listener,
      Cancellation cancellation)
      throws IOException {
    if (tensorBoard.isEmpty()) {
      return job.run(device, from, listener, cancellation);
    }
    try (TensorBoard board = TensorBoard.in(tensorBoard.get(), job.options())) {
      return job.run(device, from, listener.and(board), cancellation);
    }
  }
}
