package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.FittedImages;
import graft.data.ImageBorder;
import graft.data.ImageDataset;
import graft.data.ImageFitting;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.nn.AdamW;
import graft.predict.ClassProbability;
import graft.predict.DetailedEvaluation;
import graft.predict.PredictionTable;
import graft.predict.Predictions;
import graft.predict.Predictor;
import graft.predict.Summary;
import graft.tensor.Shape;
import graft.train.ResidentData;
import graft.train.TensorBoard;
import graft.train.Trainer;
import graft.train.TrainingOptions;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/predicting.md}, run as they stand there. */
class PredictingPageTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final Preprocessing SCALED = Preprocessing.scaled(1);
  private static final ImageDataset DIGITS = SyntheticDigits.draw("digits", 1600, 1);
  private static final ImageDataset HELD_OUT = SyntheticDigits.draw("held-out digits", 200, 2);

  @TempDir private static Path folder;
  private static Model trained;

  /** What is printed. */
  private final StringBuilder said = new StringBuilder();

  private void print(String line) {
    said.append(line).append('\n');
  }

  private static Model train(Device device, ImageDataset digits, ImageDataset heldOut, Path runs)
      throws IOException {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(28, 28, 1))
            .then("conv1", Conv2d.same(16, 3))
            .then("pool1", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("logits", new Dense(10))
            .build();
    TrainingOptions options = TrainingOptions.of(4, 32, AdamW.of(2e-3f));
    try (ResidentData training = ResidentData.upload(device, digits);
        ResidentData validation = ResidentData.upload(device, heldOut);
        TensorBoard board = TensorBoard.in(runs.resolve("first"), options)) {
      return new Trainer(device, training, validation)
          .train(Model.untrained(spec, 1), options, board)
          .trained();
    }
  }

  private void predict(
      Device device,
      Model model,
      Preprocessing preprocessing,
      List<String> classNames,
      ImageBorder border,
      List<Path> files)
      throws IOException {
    ImageFitting fitting = ImageFitting.to(model.spec().input()).withTrained(border);
    FittedImages fitted = fitting.read(files);
    fitted.notices().forEach(this::print);
    fitted.hint().ifPresent(this::print);
    try (Predictor predictor = Predictor.of(device, model, preprocessing, 32)) {
      Predictions predictions = predictor.predict(fitted.images());
      print(new PredictionTable(fitted.names(), predictions, classNames, 3).text());
    }
  }

  private static int best(Predictor predictor, byte[] images) {
    Predictions predictions = predictor.predict(images); // [N, H, W, C] bytes, row-major
    double[] probabilities = predictions.probabilities(0); // [classes], of the first image
    List<ClassProbability> three = predictions.top(0, 3);
    assertThat(probabilities[three.get(0).label()]).isEqualTo(three.get(0).probability());
    return predictions.best(0);
  }

  private String evaluate(Predictor predictor, ImageDataset heldOut) {
    DetailedEvaluation found = DetailedEvaluation.of(predictor.predict(heldOut), heldOut);
    print(found.text());
    return found.json().toPrettyString();
  }

  private void summarise(Device device, Model model) {
    print(Summary.of(model.spec(), device, 32).text());
  }

  private static Predictions fromAnyThread(Device device, Predictor predictor, byte[] images) {
    synchronized (device) {
      return predictor.predict(images);
    }
  }

  @BeforeAll
  static void trainOnce() throws IOException {
    trained = train(DEVICE, DIGITS, HELD_OUT, folder.resolve("runs"));
  }

  @Test
  void theRunWroteEvents() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("runs/first"))) {
      assertThat(files).hasSize(1);
    }
  }

  /** A held-out digit, drawn larger and dark on light, as a scanner gives it. */
  private static Path scanned(int number) throws IOException {
    BufferedImage image = new BufferedImage(56, 56, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 56; y++) {
      for (int x = 0; x < 56; x++) {
        int at = number * 784 + y / 2 * 28 + x / 2;
        image.getRaster().setSample(x, y, 0, 255 - Byte.toUnsignedInt(HELD_OUT.images()[at]));
      }
    }
    Path file = folder.resolve("scan.png");
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  @Test
  void filesArePredictedAndWhatWasDoneToThemIsSaid() throws IOException {
    Path scan = scanned(0);
    List<String> names = DIGITS.classNames();
    predict(DEVICE, trained, SCALED, names, ImageBorder.of(DIGITS), List.of(scan));
    assertThat(said.toString().lines().toList())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("1 image of another size than the model takes: resized"))
        .anyMatch(line -> line.startsWith("the border of 1 of 1 images is bright"));
    FittedImages inverted = ImageFitting.to(trained.spec().input()).inverted().read(List.of(scan));
    try (Predictor predictor = Predictor.of(DEVICE, trained, SCALED, 1)) {
      assertThat(best(predictor, inverted.images())).isEqualTo(HELD_OUT.label(0));
    }
  }

  @Test
  void aTrainedModelIsEvaluatedAndSummarised() {
    try (Predictor predictor = Predictor.of(DEVICE, trained, SCALED, 64)) {
      assertThat(evaluate(predictor, HELD_OUT)).contains("\"samples\" : 200");
    }
    summarise(DEVICE, trained);
    assertThat(said.toString())
        .startsWith("held-out digits: 200 images, loss ")
        .contains("memory in inference, batch 32: ");
  }

  @Test
  void threadsTakeTurns() {
    try (Predictor predictor = Predictor.of(DEVICE, trained, SCALED, 16)) {
      Predictions expected = predictor.predict(HELD_OUT);
      List<CompletableFuture<Predictions>> found =
          IntStream.range(0, 8)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> fromAnyThread(DEVICE, predictor, HELD_OUT.images())))
              .toList();
      assertThat(found).allSatisfy(one -> assertThat(one.join()).isEqualTo(expected));
    }
  }
}
