package graft.selftest;

import graft.device.AlgorithmPolicy;
import graft.device.Device;
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

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public Outcome run(Bench bench) {
    Device device = bench.device();
    // Libraries keep what their first use allocates; the second round shows what leaks.
    train(device, new AtomicLong());
    long before = device.freeBytes();
    AtomicLong least = new AtomicLong(before);
    train(device, least);
    long lost = before - device.freeBytes();
    return Outcome.of(
        lost == 0,
        String.format(
            Locale.ROOT,
            "%.1f MiB at the most, %.1f MiB not given back",
            (before - least.get()) / MIB,
            lost / MIB),
        "0 MiB not given back");
  }

  private static void train(Device device, AtomicLong leastFree) {
    try (ResidentData data = ResidentData.upload(device, Bench.randomImages(256))) {
      new Trainer(device, data, data, AlgorithmPolicy.defaults())
          .train(
              Bench.teacher(),
              new TrainingOptions(1, 32, 0.01f, 0.9f, 1, true),
              new TrainingListener() {
                @Override
                public void started(Evaluation before) {
                  leastFree.accumulateAndGet(device.freeBytes(), Math::min);
                }
              });
    }
  }
}
