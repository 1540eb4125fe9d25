package graft.cli;

import graft.config.TrainingFile;
import graft.device.Device;
import graft.files.FiniteJson;
import graft.job.ModelSource;
import graft.model.NetworkSpec;
import graft.predict.Summary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft summary}: what a network is made of, and what it takes. */
@Command(
    name = "summary",
    description =
        "Shows a network's nodes with shapes, parameters and FLOPs, and the device memory that it"
            + " takes.",
    footer = {"", "Example: graft summary examples/lenet5.yaml"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SummaryCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "a training file (.yaml), a model's file, a run's folder, or a checkpoint")
  private Path file;

  @Option(names = "--batch", description = "samples at once (default: ${DEFAULT-VALUE})")
  private int batch = 32;

  @Option(
      names = "--input",
      split = ",",
      paramLabel = "H,W,C",
      description = "the shape of a sample, where a training file leaves it to the data")
  private List<Integer> input = List.of();

  private static final int CLASSES = 10;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description =
          "how many, where a training file leaves it to the data (default: " + CLASSES + ")")
  private Optional<Integer> classes = Optional.empty();

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Mixin private DeviceFlags device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Usage.require(spec, batch >= 1, "--batch is " + batch + ", expected 1 or more");
    classes.ifPresent(
        n -> Usage.require(spec, n >= 2, "--classes is " + n + ", expected 2 or more"));
    NetworkSpec network = network();
    try (Device opened = Device.open(device.options())) {
      Summary summary = Summary.of(network, opened, batch);
      spec.commandLine().getOut().println(json ? FiniteJson.text(summary.json()) : summary.text());
    }
    return CommandLine.ExitCode.OK;
  }

  private NetworkSpec network() throws IOException {
    if (!TrainingFile.isNamed(file)) {
      Usage.require(
          spec,
          input.isEmpty() && classes.isEmpty(),
          "--input and --classes are for a training file, and "
              + file
              + " is a model, which says both itself");
      return ModelSource.read(file, said -> spec.commandLine().getErr().println(said))
          .model()
          .spec();
    }
    return DescribedNetwork.read(spec, file, input, classes.orElse(CLASSES));
  }
}
