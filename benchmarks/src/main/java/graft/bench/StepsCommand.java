package graft.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.model.Model;
import graft.train.ResidentData;
import graft.train.StepRunner;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Images a second of whole steps, by batch and by width. */
@Command(
    name = "steps",
    description = "Images a second of training and evaluation steps, by batch size and by width.",
    mixinStandardHelpOptions = true)
final class StepsCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Option(
      names = "--network",
      split = ",",
      paramLabel = "NAME|FILE.yaml[,...]",
      converter = TimedNetwork.Converter.class,
      description =
          "time these alone, in the table of make bench-peers: teacher, wider, deeper, resnet20, vgg,"
              + " or training files")
  private List<TimedNetwork> networks = List.of();

  @Option(
      names = "--batch",
      split = ",",
      paramLabel = "N[,N...]",
      description = "batch sizes (default: ${DEFAULT-VALUE})",
      defaultValue = "1,4,16,32,64,128,256,512,1024")
  private List<Integer> batches;

  @Option(
      names = "--width",
      split = ",",
      paramLabel = "N[,N...]",
      description =
          "the teacher's filters and units, at batch 32; none with 0 (default: ${DEFAULT-VALUE})",
      defaultValue = "64,128,256,512")
  private List<Integer> widths;

  @Option(
      names = "--seconds",
      description = "how long each of the 5 repetitions takes (default: ${DEFAULT-VALUE})",
      defaultValue = "0.5")
  private double seconds;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireSoundOptions();
    PrintWriter screen = spec.commandLine().getOut();
    try (Device device = options.open(screen)) {
      ObjectNode report = BenchOptions.report("steps", device);
      if (networks.isEmpty()) {
        experiment(device, screen, report);
      } else {
        byNetwork(device, screen, report.putArray("byNetwork"));
      }
      options.write(report, screen);
    }
    return CommandLine.ExitCode.OK;
  }

  private void requireSoundOptions() {
    for (int batch : batches) {
      require(batch >= 1 && batch <= 4096, "--batch is " + batch + ", expected 1 to 4096");
    }
    for (int width : widths) {
      require(width >= 0, "--width is " + width + ", expected 1 or more, or 0 for none");
    }
    require(seconds > 0, "--seconds is " + seconds + ", expected a positive number");
  }

  private void require(boolean sound, String message) {
    if (!sound) {
      throw new CommandLine.ParameterException(spec.commandLine(), message);
    }
  }

  private void experiment(Device device, PrintWriter screen, ObjectNode report) {
    try (ResidentData data = TimedNetwork.of(BenchNetwork.TEACHER).data(device)) {
      byBatch(device, data, screen, report.putArray("byBatch"));
      if (!widths.contains(0)) {
        byWidth(device, data, screen, report.putArray("byWidth"));
      }
    }
  }

  /** The table of {@code make bench-peers}. */
  private void byNetwork(Device device, PrintWriter screen, ArrayNode rows) throws IOException {
    screen.println("| network | batch | training | forward only | peak MB |");
    screen.println("| --- | --- | --- | --- | --- |");
    for (TimedNetwork network : networks) {
      try (ResidentData data = network.data(device)) {
        for (int batch : batches) {
          ObjectNode row = rows.addObject().put("network", network.label()).put("batch", batch);
          screen.print("| " + network.label() + " | " + batch);
          show(screen, row, "training", training(device, data, network.model(), batch, true));
          show(screen, row, "forward", forward(device, data, network.model(), batch));
          show(screen, row, "peakMegabytes", Machine.peakMegabytes());
          screen.println(" |");
        }
      }
    }
  }

  private void byBatch(Device device, ResidentData data, PrintWriter screen, ArrayNode rows) {
    screen.println("| batch | teacher | wider | deeper | teacher eager | teacher forward only |");
    screen.println("| --- | --- | --- | --- | --- | --- |");
    for (int batch : batches) {
      ObjectNode row = rows.addObject().put("batch", batch);
      screen.print("| " + batch);
      for (BenchNetwork network : BenchNetwork.ofExperiment()) {
        double rate = training(device, data, network.model(), batch, true);
        show(screen, row, network.label(), rate);
      }
      Model teacher = BenchNetwork.TEACHER.model();
      show(screen, row, "teacherEager", training(device, data, teacher, batch, false));
      show(screen, row, "teacherForward", forward(device, data, teacher, batch));
      screen.println(" |");
    }
  }

  private void byWidth(Device device, ResidentData data, PrintWriter screen, ArrayNode rows) {
    screen.println();
    screen.println("| width | parameters | images/s | GFLOP/s |");
    screen.println("| --- | --- | --- | --- |");
    for (int width : widths) {
      Model model = BenchNetwork.teacherOfWidth(width);
      ObjectNode row = rows.addObject().put("width", width);
      row.put("parameters", model.spec().parameterCount());
      screen.print("| " + width + " | " + "%,d".formatted(model.spec().parameterCount()));
      try (StepRunner steps = BenchNetwork.training(device, data, model, 32, true)) {
        double rate = Timing.samplesPerSecond(steps, seconds);
        show(screen, row, "teacher", rate);
        double flops = steps.calls().stream().mapToLong(call -> call.cost().flops()).sum();
        show(screen, row, "gigaflopsPerSecond", flops / 32 * rate * 1e-9);
      }
      screen.println(" |");
    }
    screen.println();
  }

  private double training(Device device, ResidentData data, Model model, int batch, boolean graph) {
    try (StepRunner steps = BenchNetwork.training(device, data, model, batch, graph)) {
      return Timing.samplesPerSecond(steps, seconds);
    }
  }

  private double forward(Device device, ResidentData data, Model model, int batch) {
    try (StepRunner steps = StepRunner.evaluation(device, data, model, batch)) {
      return Timing.samplesPerSecond(steps, seconds);
    }
  }

  private static void show(PrintWriter screen, ObjectNode row, String name, double value) {
    row.put(name, value);
    screen.print(String.format(Locale.ROOT, " | %.0f", value));
    screen.flush();
  }
}
