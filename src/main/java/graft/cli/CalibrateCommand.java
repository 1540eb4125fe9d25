package graft.cli;

import graft.job.Growth;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code graft calibrate}: running statistics measured anew. */
@Command(
    name = "calibrate",
    description =
        "Measures the running statistics of all normalisations of a model on data, as training would"
            + " see them, and learns nothing: for a model whose weights were changed.",
    footer = {
      "",
      "Example: graft calibrate wider.safetensors --data mnist -o calibrated.safetensors"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class CalibrateCommand implements Callable<Integer> {
  @Mixin private GrownFlags grown;

  @Override
  public Integer call() throws IOException {
    return grown.run(true, Growth::calibrated);
  }
}
