package graft.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.device.Peaks;
import graft.nn.Cost;
import graft.train.CallTime;
import graft.train.ResidentData;
import graft.train.StepRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a training step does, call by call: how long each takes, and the least it can take. */
@Command(
    name = "roofline",
    description =
        "Lists the calls of a training step with their FLOPs, bytes, time by CUDA events and the"
            + " least time they take at the device's peaks.",
    mixinStandardHelpOptions = true)
final class RooflineCommand implements Callable<Integer> {
  private static final int MATRIX = 4096;
  private static final long COPY = 256L << 20;

  @Mixin private BenchOptions options;

  @Option(names = "--batch", description = "samples in a step (default: ${DEFAULT-VALUE})")
  private int batch = 32;

  @Option(
      names = "--network",
      split = ",",
      paramLabel = "NAME|FILE.yaml[,...]",
      converter = TimedNetwork.Converter.class,
      description =
          "which networks: teacher, wider, deeper, resnet20, vgg, or training files (default:"
              + " ${DEFAULT-VALUE})",
      defaultValue = "teacher,wider,deeper")
  private List<TimedNetwork> networks;

  @Option(
      names = "--steps",
      description = "how many are timed; the middle counts (default: ${DEFAULT-VALUE})")
  private int steps = 51;

  @Option(
      names = "--gflops",
      description = "arithmetic peak in GFLOP/s (default: that of a large product, measured)")
  private Optional<Double> gigaflops = Optional.empty();

  @Option(
      names = "--gbytes",
      description = "memory bandwidth in GB/s (default: that of a large copy, measured)")
  private Optional<Double> gigabytes = Optional.empty();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    require("--batch", batch);
    require("--steps", steps);
    gigaflops.ifPresent(value -> require("--gflops", value));
    gigabytes.ifPresent(value -> require("--gbytes", value));
    try (Device device = options.open(screen)) {
      Peaks peaks = peaks(device);
      screen.println(
          String.format(
              Locale.ROOT,
              "peaks: %.0f GFLOP/s, %.1f GB/s",
              peaks.flopsPerSecond() * 1e-9,
              peaks.bytesPerSecond() * 1e-9));
      ObjectNode report = BenchOptions.report("roofline", device);
      report
          .put("gigaflopsPerSecond", peaks.flopsPerSecond() * 1e-9)
          .put("gigabytesPerSecond", peaks.bytesPerSecond() * 1e-9);
      for (TimedNetwork network : networks) {
        try (ResidentData data = network.data(device);
            StepRunner runner = BenchNetwork.training(device, data, network.model(), batch, true)) {
          runner.run(steps);
          list(
              network.label(),
              runner.timeCalls(steps),
              peaks,
              screen,
              report.putArray(network.label()));
        }
      }
      options.write(report, screen);
    }
    return CommandLine.ExitCode.OK;
  }

  private void require(String option, double value) {
    if (!(value > 0)) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), option + " is " + value + ", expected a positive number");
    }
  }

  private Peaks peaks(Device device) {
    if (gigaflops.isPresent() && gigabytes.isPresent()) {
      return new Peaks(gigaflops.get() * 1e9, gigabytes.get() * 1e9);
    }
    Peaks measured = Peaks.measure(device, MATRIX, COPY);
    return new Peaks(
        gigaflops.map(value -> value * 1e9).orElse(measured.flopsPerSecond()),
        gigabytes.map(value -> value * 1e9).orElse(measured.bytesPerSecond()));
  }

  private void list(
      String network, List<CallTime> times, Peaks peaks, PrintWriter screen, ArrayNode rows) {
    screen.println();
    screen.println(
        "| " + network + ", batch " + batch + " | | MFLOP | MB | floor, us | time, us |");
    screen.println("| --- | --- | --- | --- | --- | --- |");
    double floors = 0;
    double sum = 0;
    long flops = 0;
    long bytes = 0;
    for (CallTime time : times) {
      Cost cost = time.call().cost();
      String place = String.join(" ", time.call().ranges());
      double floor = cost.floor(peaks) * 1e6;
      floors += floor;
      sum += time.microseconds();
      flops += cost.flops();
      bytes += cost.bytes();
      print(screen, place, cost, floor, time.microseconds());
      rows.addObject()
          .put("place", place)
          .put("call", cost.call())
          .put("flops", cost.flops())
          .put("bytes", cost.bytes())
          .put("floorMicroseconds", floor)
          .put("microseconds", time.microseconds());
    }
    print(screen, "", new Cost("all " + times.size() + " calls", flops, bytes), floors, sum);
  }

  private static void print(
      PrintWriter screen, String place, Cost cost, double floor, double microseconds) {
    screen.println(
        String.format(
            Locale.ROOT,
            "| %s | %s | %.3f | %.3f | %.2f | %.1f |",
            place,
            cost.call(),
            cost.flops() * 1e-6,
            cost.bytes() * 1e-6,
            floor,
            microseconds));
  }
}
