package graft.train;

import graft.device.Device;
import graft.nn.Call;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Once over a data set in batches: full ones and, where the count is no multiple, a last short one.
 */
final class Pass implements AutoCloseable {
  /** How long the device may work before the host looks at what it counted. */
  private static final double SECONDS_BETWEEN_READINGS = 0.5;

  private final int samples;
  private final int batch;
  private final Tally tally;
  private final Step full;
  private final Optional<Step> shortLast;

  /** Hears the tally while the pass goes on. */
  interface Observer {
    void reading(Tally.Reading reading, double seconds);
  }

  /**
   * A pass. Where steps are captured, their work is done once now: load the network afterwards.
   *
   * @param samples in the data set
   * @param batch samples in a step
   * @param graph whether to capture the steps
   * @param work the calls of a step over that many samples
   */
  Pass(
      Device device,
      int samples,
      int batch,
      boolean graph,
      Tally tally,
      IntFunction<List<Call>> work) {
    this.samples = samples;
    this.batch = batch;
    this.tally = tally;
    this.full = step(device, graph, work.apply(batch));
    int rest = samples % batch;
    this.shortLast =
        rest == 0 ? Optional.empty() : Optional.of(step(device, graph, work.apply(rest)));
  }

  private static Step step(Device device, boolean graph, List<Call> calls) {
    return graph ? Step.captured(device, calls) : Step.eager(device, calls);
  }

  /**
   * Runs the pass and waits for it.
   *
   * @param observer told the tally about twice a second
   * @return the tally at the end
   */
  Tally.Reading run(Observer observer) {
    tally.reset();
    long start = System.nanoTime();
    int fullSteps = samples / batch;
    // Launches only enqueue: without a bound the host would run far ahead of the device and show
    // stale progress.
    int stride = 1;
    int done = 0;
    while (done < fullSteps) {
      int next = Math.min(fullSteps, done + stride);
      long strideStart = System.nanoTime();
      for (; done < next; done++) {
        full.enqueue();
      }
      Tally.Reading reading = tally.read();
      observer.reading(reading, seconds(start));
      double took = Math.max(seconds(strideStart), 1e-6);
      stride = (int) Math.max(1, Math.min(4.0 * stride, stride * SECONDS_BETWEEN_READINGS / took));
    }
    shortLast.ifPresent(Step::enqueue);
    Tally.Reading last = tally.read();
    if (last.samples() != samples) {
      throw new IllegalStateException(
          "a pass over " + samples + " samples ended at position " + last.samples());
    }
    return last;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) * 1e-9;
  }

  @Override
  public void close() {
    full.close();
    shortLast.ifPresent(Step::close);
  }
}
