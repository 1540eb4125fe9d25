package graft.train;

import graft.fetch.FileProblem;
import graft.fetch.OutputTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A listener that writes checkpoints: at the end of every epoch, so often inside one, and where the
 * run is cancelled. A checkpoint that cannot be written ends the run with an {@link
 * UncheckedIOException}: the ones before stay.
 */
public final class Checkpoints implements TrainingListener {
  /** How long a run goes on at most without a checkpoint, unless it is told otherwise. */
  public static final Duration EVERY = Duration.ofMinutes(5);

  private final CheckpointFolder folder;
  private final long nanosBetween;
  private final LongSupplier nanoTime;
  private long last;

  /**
   * Into a folder, every five minutes.
   *
   * @param folder of this run alone
   */
  public Checkpoints(CheckpointFolder folder) {
    this(folder, EVERY);
  }

  /**
   * Into a folder.
   *
   * @param every how long to wait inside an epoch; 0 writes whenever the run is between two steps
   * @throws IllegalArgumentException if it is negative
   */
  public Checkpoints(CheckpointFolder folder, Duration every) {
    this(folder, every, System::nanoTime);
  }

  Checkpoints(CheckpointFolder folder, Duration every, LongSupplier nanoTime) {
    this.folder = folder;
    this.nanosBetween = nanos(every);
    this.nanoTime = nanoTime;
    this.last = nanoTime.getAsLong();
  }

  private static long nanos(Duration every) {
    if (every.isNegative()) {
      throw new IllegalArgumentException(
          "found " + every + " between two checkpoints, expected 0 or more");
    }
    return TimeUnit.NANOSECONDS.convert(every); // at most what a long holds
  }

  /**
   * Tries the folder, before anything is computed.
   *
   * @throws UncheckedIOException if no checkpoint can be written there
   */
  @Override
  public void planned(int batch, List<String> stages) {
    try {
      OutputTrial.ofFolder(folder.path());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Whoever resumes a run says what changed. */
  @Override
  public void resumed(TrainingState from, List<String> changes) {}

  @Override
  public void stepBoundary(StepBoundary boundary) {
    boolean due = nanoTime.getAsLong() - last >= nanosBetween;
    if (boundary.kind() == StepBoundary.Kind.IN_EPOCH && !due) {
      return;
    }
    try {
      folder.write(boundary.state().get());
    } catch (IOException e) {
      String sentence =
          "no checkpoint can be written in %s (%s); those that are there stay"
              .formatted(folder.path(), FileProblem.of(e));
      throw new UncheckedIOException(sentence, new IOException(sentence, e));
    }
    last = nanoTime.getAsLong();
  }
}
