package graft.cli;

import graft.exchange.Imported;
import graft.exchange.Told;
import graft.exchange.keras.KerasReader;
import graft.exchange.onnx.OnnxReader;
import graft.exchange.torch.TorchReader;
import graft.model.NetworkSpec;
import graft.predict.Summary;
import java.io.IOException;
import java.io.PrintWriter;
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

/** {@code graft import}: a model of another framework. */
@Command(
    name = "import",
    description =
        "Reads a model of another framework, and writes it as Graft's: from an ONNX file, or the"
            + " weights of a PyTorch module from a safetensors file, whose network --network"
            + " describes. What Graft has no op for is refused by name.",
    footer = {
      "",
      "Example: graft import resnet.onnx --mean 0.491,0.482,0.447 --deviation 0.247,0.243,0.262 -o"
          + " resnet.safetensors",
      "         graft import lenet-torch.safetensors --network examples/lenet5.yaml --input 28,28,1"
          + " --pixels 0..1 -o lenet.safetensors",
      "         graft import digits.keras --pixels 0..255 -o digits.safetensors"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "an ONNX, Keras or safetensors file")
  private Path file;

  @Mixin private OutFlags out;

  @Option(
      names = "--network",
      paramLabel = "FILE.yaml",
      description =
          "a file with the network, for a file that has weights alone; a training file, or its"
              + " section 'network' by itself")
  private Optional<Path> network = Optional.empty();

  @Option(
      names = "--input",
      split = ",",
      paramLabel = "H,W,C",
      description = "the shape of a sample, where the training file leaves it to the data")
  private List<Integer> input = List.of();

  @Option(
      names = "--modules",
      split = ",",
      paramLabel = "NODE=NAME,...",
      description =
          "what PyTorch's modules are called, where that is not the node's name: conv1=features.0")
  private List<String> modules = List.of();

  @Option(
      names = "--pixels",
      paramLabel = "LOW..HIGH",
      description =
          "what the network is fed, where the file does not tell: 0..255 for bytes as they are,"
              + " 0..1, or -1..1")
  private Optional<String> pixels = Optional.empty();

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "M,...",
      description =
          "or: what is subtracted from pixels in 0..1 before it is fed, by channel or one for all")
  private List<Double> mean = List.of();

  @Option(
      names = "--deviation",
      split = ",",
      paramLabel = "D,...",
      description = "and what they are divided by then")
  private List<Double> deviation = List.of();

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "NAME,...",
      description = "what the classes are called, in the order of the logits")
  private List<String> classes = List.of();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    out.check();
    Told told = Usage.refusing(spec, this::told);
    Imported imported = read(told);
    imported.model().write(out.file());
    PrintWriter screen = spec.commandLine().getOut();
    screen.println(Summary.of(imported.model().model().spec()).text());
    screen.println();
    imported.notes().forEach(screen::println);
    screen.println("written to " + out.file());
    return CommandLine.ExitCode.OK;
  }

  /** A file that is refused is no mistake in the command line; what was told of it may be one. */
  private Imported read(Told told) throws IOException {
    String name = String.valueOf(file.getFileName());
    ForeignKind kind = ForeignKind.of(file);
    boolean torch = kind == ForeignKind.PYTORCH;
    boolean keras = kind == ForeignKind.KERAS;
    boolean weights = torch || name.endsWith(".weights.h5") || (keras && network.isPresent());
    Usage.require(
        spec,
        !weights || network.isPresent(),
        file
            + " has weights alone; expected --network FILE.yaml, a file that describes their network");
    Usage.require(
        spec,
        weights || (network.isEmpty() && input.isEmpty()),
        file
            + " tells its network; --network and --input are for weights alone (.safetensors, .h5)");
    Usage.require(
        spec,
        torch || modules.isEmpty(),
        "--modules is for PyTorch's weights (.safetensors), found " + file);
    try {
      if (!weights) {
        return keras ? KerasReader.read(file, told) : OnnxReader.read(file, told);
      }
      NetworkSpec described =
          DescribedNetwork.read(
              spec, network.orElseThrow(), input, classes.isEmpty() ? 10 : classes.size());
      return torch
          ? TorchReader.read(file, described, Assignments.of(modules, "conv1=features.0"), told)
          : KerasReader.readWeights(file, described, told);
    } catch (IllegalArgumentException e) {
      throw Usage.mistake(
          spec,
          e.getMessage()
              + (e.getMessage().contains("is fed")
                  ? " (--pixels, or --mean and --deviation)"
                  : ""));
    }
  }

  private Told told() {
    boolean statistics = !mean.isEmpty() || !deviation.isEmpty();
    if (pixels.isPresent() && statistics) {
      throw new IllegalArgumentException(
          "found --pixels and --mean or --deviation, expected one way to say what the network is"
              + " fed");
    }
    Told told =
        new Told(
            Optional.of(mean).filter(m -> !m.isEmpty()),
            Optional.of(deviation).filter(d -> !d.isEmpty()),
            Optional.of(classes).filter(c -> !c.isEmpty()));
    if (pixels.isEmpty()) {
      return told;
    }
    String[] ends = pixels.get().split("\\.\\.", -1);
    if (ends.length != 2) {
      throw notARange();
    }
    try {
      return told.withRange(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]));
    } catch (NumberFormatException e) {
      throw notARange();
    }
  }

  private IllegalArgumentException notARange() {
    return new IllegalArgumentException(
        "--pixels is " + pixels.orElseThrow() + ", expected a range such as 0..255, 0..1 or -1..1");
  }
}
