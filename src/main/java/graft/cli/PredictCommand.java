package graft.cli;

import graft.data.FittedImages;
import graft.data.ImageBorder;
import graft.data.ImageFitting;
import graft.device.Device;
import graft.files.FiniteJson;
import graft.files.ModelFile;
import graft.predict.PredictionTable;
import graft.predict.Predictor;
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

/** {@code graft predict}: what a model takes images for. */
@Command(
    name = "predict",
    description = "Shows the most probable classes of images.",
    footer = {"", "Example: graft predict runs/digits three.png seven.png"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private static final int MOST_AT_ONCE = 128;

  @Mixin private ModelParameter model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG or IDX; of another size than the model's they are resized")
  private List<Path> images;

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "how many classes of each image (default: ${DEFAULT-VALUE})")
  private int top = 3;

  @Option(
      names = "--invert",
      description = "black becomes white: for ink on paper, where the model learned light on dark")
  private boolean invert;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Mixin private DeviceFlags device;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Usage.require(spec, top >= 1, "--top is " + top + ", expected 1 or more");
    ModelFile file = model.readTrained();
    FittedImages read = fitting(file).read(images);
    PrintWriter notes = spec.commandLine().getErr();
    read.notices().forEach(notes::println);
    read.hint().ifPresent(hint -> notes.println(hint));
    try (Device opened = Device.open(device.options());
        Predictor predictor =
            Predictor.of(
                opened, file.model(), file.preprocessing(), Math.min(MOST_AT_ONCE, read.count()))) {
      PredictionTable table =
          new PredictionTable(
              read.names(), predictor.predict(read.images()), file.classNames(), top);
      spec.commandLine().getOut().println(json ? FiniteJson.text(table.json()) : table.text());
    }
    return CommandLine.ExitCode.OK;
  }

  private ImageFitting fitting(ModelFile file) {
    ImageFitting plain = ImageFitting.to(file.model().spec().input());
    Optional<ImageBorder> border =
        Optional.ofNullable(file.notes().get(ImageBorder.KEY))
            .map(text -> Usage.refusing(spec, () -> ImageBorder.parse(text)));
    ImageFitting known = border.map(plain::withTrained).orElse(plain);
    return invert ? known.inverted() : known;
  }
}
