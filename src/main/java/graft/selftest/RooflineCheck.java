package graft.selftest;

import graft.device.Device;
import graft.device.Peaks;
import graft.nn.Call;
import graft.nn.Sgd;
import graft.page.BarChart;
import graft.train.CallTime;
import graft.train.ResidentData;
import graft.train.StepRunner;
import graft.train.TrainingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long each kernel and each library call of the teacher's steps takes by CUDA events, beside
 * the least that its arithmetic and traffic take at the peaks of this very device.
 */
final class RooflineCheck implements Check {
  @Override
  public String name() {
    return "time by call, roofline";
  }

  @Override
  public Outcome run(CheckContext context) {
    Device device = context.device();
    Peaks peaks =
        context.thorough()
            ? Peaks.measure(device, 4096, 256L << 20)
            : Peaks.measure(device, 256, 1L << 20);
    int count = context.thorough() ? 50 : 3;
    int batch = context.thorough() ? 128 : 16;
    TrainingOptions options = TrainingOptions.of(1, batch, Sgd.of(0.001f, 0.9f));
    try (ResidentData data = ResidentData.upload(device, CheckContext.randomImages(4 * batch));
        StepRunner training = StepRunner.training(device, data, CheckContext.teacher(), options);
        StepRunner evaluation =
            StepRunner.evaluation(device, data, CheckContext.teacher(), batch)) {
      List<BarChart.Bar> bars = bars("training", training.timeCalls(count), peaks);
      double step = sum(bars);
      double floor = bars.stream().mapToDouble(BarChart.Bar::mark).sum();
      bars.addAll(bars("evaluation", evaluation.timeCalls(count), peaks));
      String found =
          String.format(
              Locale.ROOT,
              "%d calls; the training step's take %.0f us, their floors (which Winograd and caches"
                  + " may beat) %.0f us at %.0f GFLOP/s and %.0f GB/s",
              bars.size(),
              step,
              floor,
              peaks.flopsPerSecond() * 1e-9,
              peaks.bytesPerSecond() * 1e-9);
      return Outcome.figure(found)
          .with(
              new BarChart(
                  "Calls of the teacher's steps at batch "
                      + batch
                      + " (tick: the roofline's floor)",
                  "us",
                  bars));
    }
  }

  private static List<BarChart.Bar> bars(String step, List<CallTime> times, Peaks peaks) {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (CallTime time : times) {
      Call call = time.call();
      String label = step + ", " + String.join(" ", call.ranges()) + ": " + call.cost().call();
      bars.add(
          new BarChart.Bar(label, time.microseconds(), 1e6 * call.cost().floor(peaks), "floor"));
    }
    return bars;
  }

  private static double sum(List<BarChart.Bar> bars) {
    return bars.stream().mapToDouble(BarChart.Bar::value).sum();
  }
}
