package graft.cli;

import graft.exchange.onnx.OnnxWriter;
import graft.files.ModelFile;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code graft export}: a model for another framework. */
@Command(
    name = "export",
    description =
        "Writes a model for another framework; the ending of the file tells which: .onnx. The graph"
            + " takes images as bytes, [N, H, W, C] from 0 to 255 in float32, and gives logits.",
    footer = {"", "Example: graft export runs/digits -o digits.onnx"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {
  @Mixin private ModelParameter model;
  @Mixin private OutFlags out;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    out.check();
    String name = String.valueOf(out.file().getFileName());
    Usage.require(
        spec,
        name.endsWith(".onnx"),
        "--out is " + out.file() + ", whose ending tells no framework; expected .onnx");
    ModelFile exported = model.read();
    OnnxWriter.write(exported, out.file());
    spec.commandLine().getOut().println("written to " + out.file());
    return CommandLine.ExitCode.OK;
  }
}
