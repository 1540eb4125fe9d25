package graft.cli;

import graft.data.DataSplits;
import graft.device.Device;
import graft.files.FiniteJson;
import graft.files.ModelFile;
import graft.job.ModelDifference;
import graft.job.ModelSource;
import graft.job.Samples;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft diff}: what differs between two models. */
@Command(
    name = "diff",
    description =
        "Says what differs between two models: their networks, the weights that both have, and how"
            + " far their logits are apart on samples.",
    footer = {"", "Example: graft diff runs/digits wider.safetensors --data mnist"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DiffCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "MODEL", description = "a model, as for widen")
  private Path one;

  @Parameters(index = "1", paramLabel = "MODEL", description = "another")
  private Path other;

  @Mixin private SampleFlags samples;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Mixin private DeviceFlags device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    samples.check(1);
    ModelFile first = read(one);
    ModelFile second = read(other);
    PrintWriter out = spec.commandLine().getOut();
    Samples looked =
        samples.load(
            one.toString(),
            first.model().spec().input(),
            DataSplits::test,
            first.lineage(),
            json ? spec.commandLine().getErr() : out);
    try (Device opened = Device.open(device.options())) {
      ModelDifference found =
          Usage.refusing(spec, () -> ModelDifference.of(opened, first, second, looked));
      out.println(json ? FiniteJson.text(found.json()) : found.text());
    }
    return CommandLine.ExitCode.OK;
  }

  private ModelFile read(Path named) throws IOException {
    return ModelSource.read(named, said -> spec.commandLine().getErr().println(said));
  }
}
