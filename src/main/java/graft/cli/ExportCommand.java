package graft.cli;

import graft.exchange.keras.KerasWriter;
import graft.exchange.onnx.OnnxWriter;
import graft.exchange.torch.TorchWriter;
import graft.files.ModelFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code graft export}: a model for another framework. */
@Command(
    name = "export",
    description =
        "Writes a model for another framework: as ONNX, whose graph takes images as bytes, [N, H,"
            + " W, C] from 0 to 255 in float32, and gives logits; or for PyTorch, as the state of a"
            + " module in a safetensors file, with the module's source beside it.",
    footer = {
      "",
      "Example: graft export runs/digits -o digits.onnx",
      "         graft export runs/digits --to pytorch -o digits-torch.safetensors",
      "         graft export runs/digits --to keras -o digits.h5"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  @Mixin private ModelParameter model;
  @Mixin private OutFlags out;

  /** What can be written. */
  enum Framework {
    ONNX(".onnx"),
    PYTORCH(".safetensors"),
    KERAS(".h5");

    private final String ending;

    Framework(String ending) {
      this.ending = ending;
    }
  }

  @Option(
      names = "--to",
      paramLabel = "onnx|pytorch|keras",
      description = "what is written (default: onnx)")
  private Framework framework = Framework.ONNX;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    out.check();
    String ending = framework.ending;
    Usage.require(
        spec,
        String.valueOf(out.file().getFileName()).endsWith(ending),
        "--out is %s, expected the ending %s for %s"
            .formatted(out.file(), ending, framework.name().toLowerCase(Locale.ROOT)));
    ModelFile exported = model.read();
    PrintWriter screen = spec.commandLine().getOut();
    try {
      write(exported, screen);
    } catch (IllegalArgumentException e) {
      throw Usage.mistake(spec, e.getMessage());
    }
    screen.println("written to " + out.file());
    return CommandLine.ExitCode.OK;
  }

  private void write(ModelFile exported, PrintWriter screen) throws IOException {
    switch (framework) {
      case ONNX -> OnnxWriter.write(exported, out.file());
      case KERAS -> KerasWriter.write(exported, out.file());
      case PYTORCH -> {
        Path source = TorchWriter.source(out.file());
        out.check(source);
        TorchWriter.write(exported, out.file());
        screen.println("the module's source is " + source);
      }
    }
  }
}
