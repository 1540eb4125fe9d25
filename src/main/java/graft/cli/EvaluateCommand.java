package graft.cli;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.files.FiniteJson;
import graft.files.ModelFile;
import graft.predict.DetailedEvaluation;
import graft.predict.Predictor;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code graft evaluate}: how good a model is, in detail. */
@Command(
    name = "evaluate",
    description =
        "Measures a model on the test images of a data set: loss, accuracy, top 5, each class, and"
            + " what was taken for what.",
    footer = {"", "Example: graft evaluate runs/digits --data mnist"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  @Mixin private ModelParameter model;
  @Mixin private TestDataFlags data;

  @Option(names = "--batch", description = "images at once (default: ${DEFAULT-VALUE})")
  private int batch = 128;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Mixin private DeviceFlags device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    data.check();
    Usage.require(spec, batch >= 1, "--batch is " + batch + ", expected 1 or more");
    ModelFile file = model.readTrained();
    PrintWriter out = spec.commandLine().getOut();
    ImageDataset images = data.load(json ? spec.commandLine().getErr() : out, file.lineage());
    requireSameClasses(file, images);
    try (Device opened = Device.open(device.options());
        Predictor predictor =
            Predictor.of(
                opened, file.model(), file.preprocessing(), Math.min(batch, images.count()))) {
      DetailedEvaluation found = DetailedEvaluation.of(predictor.predict(images), images);
      out.println(json ? FiniteJson.text(found.json()) : found.text());
    }
    return CommandLine.ExitCode.OK;
  }

  private void requireSameClasses(ModelFile file, ImageDataset images) {
    Usage.require(
        spec,
        file.classNames().equals(images.classNames()),
        "%s tells %s apart, the classes of %s are %s; expected the same in the same order"
            .formatted(model.file(), file.classNames(), images.name(), images.classNames()));
  }
}
