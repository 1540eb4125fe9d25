package graft.cli;

import graft.device.AlgorithmPolicy;
import graft.device.DeviceOptions;
import graft.device.MathMode;
import graft.device.TunedChoices;
import graft.fetch.OutputTrial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code --math}, {@code --tune} and {@code --fast}: how cuBLAS and cuDNN compute. A mixin for
 * commands that train.
 */
public final class NumericsFlags {
  @Option(
      names = "--math",
      description = "fp32, or tf32 for tensor cores",
      showDefaultValue = Visibility.ALWAYS)
  private MathMode math = MathMode.FP32;

  @Option(
      names = "--tune",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description =
          "measure all of cuDNN's algorithms once per shape and take the fastest; the choices are"
              + " kept in FILE (default: ~/.cache/graft/tuning.json)")
  private Optional<String> tune = Optional.empty();

  @Option(
      names = "--fast",
      description = "admit algorithms whose results differ in the last bits from run to run")
  private boolean fast;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * The same options with what these flags ask for.
   *
   * @throws IOException if the file of tuned algorithms cannot be read or is no such file
   */
  public DeviceOptions addTo(DeviceOptions options) throws IOException {
    AlgorithmPolicy algorithms = options.algorithms();
    if (fast) {
      algorithms = algorithms.withNonDeterministic();
    }
    if (tune.isPresent()) {
      Path file = file(tune.get());
      algorithms = algorithms.withTuning(TunedChoices.of(file));
      warnOfUnwritable(file);
    }
    return options.withMath(math).withAlgorithms(algorithms);
  }

  /** What is measured serves this run all the same. */
  private void warnOfUnwritable(Path file) {
    try {
      OutputTrial.ofFile(file);
    } catch (IOException e) {
      command
          .commandLine()
          .getErr()
          .println(
              "graft: the tuned algorithms will not be kept, and are measured again next time: "
                  + e.getMessage());
    }
  }

  private static Path file(String named) {
    return named.isEmpty() ? TunedChoices.defaultFile(System.getenv()) : Path.of(named);
  }
}
