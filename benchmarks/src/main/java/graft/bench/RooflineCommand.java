package graft.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.nn.Cost;
import graft.train.ResidentData;
import graft.train.Steps;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a training step does, call by call, and the least it can take. */
@Command(
    name = "roofline",
    description =
        "Lists the calls of a training step with their FLOPs, bytes and the least time they take"
            + " on a device of the given peaks.",
    mixinStandardHelpOptions = true)
final class RooflineCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Option(names = "--batch", description = "samples in a step (default: ${DEFAULT-VALUE})")
  private int batch = 32;

  @Option(
      names = "--gflops",
      description = "arithmetic peak in GFLOP/s (default: an H100 SXM's float32, ${DEFAULT-VALUE})")
  private double gigaflops = 66_900;

  @Option(
      names = "--gbytes",
      description = "memory bandwidth in GB/s (default: an H100 SXM's, ${DEFAULT-VALUE})")
  private double gigabytes = 3_350;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    if (batch < 1 || gigaflops <= 0 || gigabytes <= 0) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--batch is %d, --gflops %s, --gbytes %s, expected positive numbers"
              .formatted(batch, gigaflops, gigabytes));
    }
    try (Device device = options.open(screen);
        ResidentData data = BenchNetwork.data(device)) {
      ObjectNode report = BenchOptions.report("roofline", device);
      for (BenchNetwork network : BenchNetwork.values()) {
        String name = network.toString().toLowerCase(Locale.ROOT);
        try (Steps steps = BenchNetwork.training(device, data, network.model(), batch, true)) {
          list(name, steps.costs(), screen, report.putArray(name));
        }
      }
      options.write(report, screen);
    }
    return CommandLine.ExitCode.OK;
  }

  private void list(String network, List<Cost> costs, PrintWriter screen, ArrayNode rows) {
    screen.println("| " + network + ", batch " + batch + " | MFLOP | MB | floor, us |");
    screen.println("| --- | --- | --- | --- |");
    double total = 0;
    for (Cost cost : costs) {
      double floor = cost.floor(gigaflops * 1e9, gigabytes * 1e9) * 1e6;
      total += floor;
      print(screen, cost.call(), cost.flops(), cost.bytes(), floor);
      rows.addObject()
          .put("call", cost.call())
          .put("flops", cost.flops())
          .put("bytes", cost.bytes())
          .put("floorMicroseconds", floor);
    }
    long flops = costs.stream().mapToLong(Cost::flops).sum();
    long bytes = costs.stream().mapToLong(Cost::bytes).sum();
    print(screen, "all " + costs.size() + " calls", flops, bytes, total);
    screen.println();
  }

  private static void print(
      PrintWriter screen, String call, long flops, long bytes, double microseconds) {
    screen.println(
        String.format(
            Locale.ROOT,
            "| %s | %.3f | %.3f | %.2f |",
            call,
            flops * 1e-6,
            bytes * 1e-6,
            microseconds));
  }
}
