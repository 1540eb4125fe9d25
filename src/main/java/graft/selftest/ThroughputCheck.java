package graft.selftest;

import graft.nn.Sgd;
import graft.page.BarChart;
import graft.train.ResidentData;
import graft.train.StepRunner;
import graft.train.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Images a second of the teacher's training by batch size. */
final class ThroughputCheck implements Check {
  private static final int[] BATCHES = {1, 8, 32, 128, 512, 1024};

  @Override
  public String name() {
    return "throughput by batch size";
  }

  @Override
  public Outcome run(CheckContext context) {
    List<BarChart.Bar> bars = new ArrayList<>();
    double single = 0;
    double best = 0;
    int bestBatch = 0;
    try (ResidentData data =
        ResidentData.upload(context.device(), CheckContext.randomImages(1024))) {
      for (int batch : BATCHES) {
        double rate = rate(context, data, batch);
        bars.add(BarChart.Bar.of("batch " + batch, rate));
        single = batch == 1 ? rate : single;
        if (rate > best) {
          best = rate;
          bestBatch = batch;
        }
      }
    }
    String found =
        String.format(
            Locale.ROOT, "%.0f images/s one by one, %.0f at batch %d", single, best, bestBatch);
    return Outcome.figure(found)
        .with(new BarChart("Training throughput of the teacher", "images/s", bars));
  }

  private static double rate(CheckContext context, ResidentData data, int batch) {
    TrainingOptions options = TrainingOptions.of(1, batch, Sgd.of(0.001f, 0.9f));
    double seconds = context.thorough() ? 1 : 0.02;
    try (StepRunner steps =
        StepRunner.training(context.device(), data, CheckContext.teacher(), options)) {
      steps.run(2);
      long start = System.nanoTime();
      int done = 0;
      double passed;
      do {
        steps.run(5);
        done += 5;
        passed = (System.nanoTime() - start) * 1e-9;
      } while (passed < seconds);
      return done * (double) batch / passed;
    }
  }
}
