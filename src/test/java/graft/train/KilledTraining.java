package graft.train;

import graft.files.WritePause;
import graft.nn.AdamW;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A child process of {@link KillTest}: trains, or goes on with, a run that keeps its checkpoints in
 * a folder. Says each moment between two steps, behind its checkpoint, and goes on when it is sent
 * a line. If it was given a number, it says before the tensor of that number, counted over all
 * files that it writes, that it pauses there.
 */
final class KilledTraining extends CutRuns {
  static final String BEGINS = "begins";
  static final String AT = "at ";
  static final String PAUSED = "paused";
  static final String DONE = "done";
  static final String DAMAGED = "damaged: ";

  private static final BufferedReader INPUT =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  private KilledTraining() {}

  static TrainingOptions options() {
    return options(AdamW.of(3e-3f));
  }

  public static void main(String[] arguments) throws IOException {
    CheckpointFolder folder = new CheckpointFolder(Path.of(arguments[0]));
    if (arguments.length > 1) {
      pauseBefore(Integer.parseInt(arguments[1]));
    }
    Optional<TrainingState> newest = folder.newest(said -> System.out.println(DAMAGED + said));
    drawDigits();
    System.out.println(BEGINS);
    train(
        newest.orElse(TrainingState.beginning(MODEL)),
        options(),
        new Checkpoints(folder, Duration.ZERO)
            .and(
                new TrainingListener() {
                  @Override
                  public void stepBoundary(StepBoundary boundary) {
                    System.out.println(AT + CheckpointName.of(boundary.state().get()));
                    awaitLine();
                  }
                }));
    System.out.println(DONE);
  }

  private static void pauseBefore(int tensor) {
    int[] left = {tensor};
    WritePause.between(
        () -> {
          if (--left[0] == 0) {
            System.out.println(PAUSED);
            awaitLine();
          }
        });
  }

  /** Ends the process where nobody will send one. */
  private static void awaitLine() {
    try {
      if (INPUT.readLine() == null) {
        System.exit(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
