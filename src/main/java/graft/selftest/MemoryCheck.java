package graft.selftest;

import graft.device.Device;
import graft.nn.Sgd;
import graft.train.Evaluation;
import graft.train.ResidentData;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** What training holds at its most, and that it gives all of it back. */
final class MemoryCheck implements Check {
  private static final double MIB = 1 << 20;

  /** The least that is a leak: under WSL the free memory that is told wavers by as much. */
  private static final long SLACK = 2 << 20;

  /** A leak loses memory each time; another process on the card takes some now and then. */
  private static final int ROUNDS = 3;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Outcome run(CheckContext context) {
    Device device = context.device();
    // Libraries keep what their first use allocates.
    train(device, new AtomicLong());
    long peak = 0;
    long lost = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = device.freeBytes();
      AtomicLong least = new AtomicLong(before);
      train(device, least);
      peak = Math.max(peak, before - least.get());
      lost = Math.min(lost, before - device.freeBytes());
    }
    return Outcome.of(
        lost <= SLACK,
        String.format(
            Locale.ROOT,
            "%.1f MiB at the most, %.1f MiB lost by each of %d trainings",
            peak / MIB,
            Math.max(0, lost) / MIB,
            ROUNDS),
        "at most 2 MiB lost");
  }

  private static void train(Device device, AtomicLong leastFree) {
    try (ResidentData data = ResidentData.upload(device, CheckContext.randomImages(256))) {
      new Trainer(device, data, data)
          .train(
              CheckContext.teacher(),
              TrainingOptions.of(1, 32, Sgd.of(0.01f, 0.9f)),
              new TrainingListener() {
                @Override
                public void started(Evaluation before) {
                  leastFree.accumulateAndGet(device.freeBytes(), Math::min);
                }
              });
    }
  }
}
