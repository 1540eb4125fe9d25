package graft.train;

import graft.device.Device;
import graft.nn.Call;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntFunction;

/** Once over a data set in batches. */
final class DatasetSweep implements AutoCloseable {
  /** How long the device may work before the host looks at what it counted. */
  private static final double SECONDS_BETWEEN_READINGS = 0.5;

  private final NetworkState state;
  private final Tally tally;
  private final Replay full;
  private final Optional<Replay> shortLast;

  /** Hears the tally while the sweep goes on. */
  interface Observer {
    void reading(Tally.Reading reading, double seconds);
  }

  /**
   * A sweep.
   *
   * @param graph whether to capture the steps
   * @param tally counts, and knows the batches
   * @param calls those of a step over that many samples
   */
  DatasetSweep(
      Device device,
      NetworkState state,
      boolean graph,
      Tally tally,
      IntFunction<List<Call>> calls) {
    this.state = state;
    this.tally = tally;
    Batches batches = tally.batches();
    this.full = replay(device, graph, calls.apply(batches.full()));
    this.shortLast =
        batches.rest() == 0
            ? Optional.empty()
            : Optional.of(replay(device, graph, calls.apply(batches.rest())));
  }

  private static Replay replay(Device device, boolean graph, List<Call> calls) {
    return graph ? Replay.captured(device, calls) : Replay.eager(device, calls);
  }

  /**
   * Makes the steps ready: where they are captured, each runs once. Load the network before, so
   * that they have numbers to work on, and again afterwards, since they move its weights.
   *
   * @throws IllegalStateException if the network is not loaded
   */
  void warmUp() {
    state.requireLoaded();
    tally.reset();
    full.warmUp();
    shortLast.ifPresent(Replay::warmUp);
    tally.reset();
    state.spoiled();
  }

  /**
   * Runs the sweep, or what is left of it, and waits for it.
   *
   * @param from what its first steps counted, which are not done again
   * @param observer told the tally about twice a second
   * @param cancellation ends the sweep behind the steps that the device was given already
   * @return the tally at the end: of all samples, unless the sweep was cancelled
   * @throws IllegalStateException if the network is not loaded
   */
  Tally.Reading run(SweepCounts from, Observer observer, Cancellation cancellation) {
    state.requireLoaded();
    tally.load(from);
    long start = System.nanoTime();
    int fullSteps = tally.batches().fullSteps();
    // Launches only enqueue: without a bound the host would run far ahead of the device, show stale
    // progress, and have to wait for all of it when it is asked to end.
    int stride = 1;
    int done = from.steps();
    while (done < fullSteps && !cancellation.isRequested()) {
      int next = Math.min(fullSteps, done + stride);
      long strideStart = System.nanoTime();
      for (; done < next && !cancellation.isRequested(); done++) {
        full.enqueue();
      }
      Tally.Reading reading = tally.read();
      observer.reading(reading, seconds(start));
      double took = Math.max(seconds(strideStart), 1e-6);
      stride = (int) Math.max(1, Math.min(4.0 * stride, stride * SECONDS_BETWEEN_READINGS / took));
    }
    if (done == fullSteps && !cancellation.isRequested()) {
      shortLast.ifPresent(Replay::enqueue);
    }
    Tally.Reading last = tally.read();
    if (last.samples() != tally.batches().samples() && !cancellation.isRequested()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "a sweep over %d samples ended at position %d",
              tally.batches().samples(),
              last.samples()));
    }
    return last;
  }

  /** What the last run noted of each step that was done. */
  StepRecords steps() {
    return tally.steps();
  }

  /** What the last run has counted so far; waits for the work enqueued. */
  SweepCounts counts() {
    return tally.counts();
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public void close() {
    full.close();
    shortLast.ifPresent(Replay::close);
  }
}
