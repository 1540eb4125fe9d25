package graft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.data.ImageDataset;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.fetch.Sha256;
import graft.files.ModelFile;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.net2net.Widening;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.ResidentData;
import graft.train.RunFolder;
import graft.train.Trainer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What report.json says of a network. */
class NetworkReportTest {
  private static final int SIZE = 6;
  private static final int WIDTH = 5;

  @TempDir private Path folder;
  private final Device device = SharedDevice.get();

  private static Model model(int channels) {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(SIZE, WIDTH, channels))
            .then("conv1", Conv2d.same(4, 3))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(3))
            .build();
    return Model.untrained(spec, 7);
  }

  private static ImageDataset images(int channels) {
    Random random = new Random(3);
    byte[] pixels = new byte[40 * SIZE * WIDTH * channels];
    byte[] labels = new byte[40];
    random.nextBytes(pixels);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) random.nextInt(3);
    }
    return new ImageDataset("noise", pixels, labels, Shape.of(SIZE, WIDTH, channels), 3);
  }

  private static NetworkReport begun(Model model) {
    return NetworkReport.begun(5, "model", model, Optional.empty());
  }

  private JsonNode trained(Model model, ImageDataset validation) throws IOException {
    Path file = folder.resolve("models").resolve("x.safetensors");
    ModelFile told = ModelFile.of(model);
    told.write(file);
    return begun(model).trained(new RunFolder(folder), file, told, device, validation, 16).json();
  }

  private static List<Integer> integers(JsonNode array) {
    List<Integer> all = new ArrayList<>();
    array.forEach(item -> all.add(item.asInt()));
    return all;
  }

  private static List<Integer> boxed(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Test
  void beforeTheTrainingThereIsNoFileAndNoEvaluation() {
    Model model = model(3);
    JsonNode json = begun(model).json();
    assertThat(json.path("seed").asInt()).isEqualTo(5);
    assertThat(json.path("parameters").asLong()).isEqualTo(model.spec().parameterCount());
    assertThat(json.has("file") || json.has("evaluation") || json.has("worst")).isFalse();
    JsonNode filters = json.path("filters");
    assertThat(filters.path("node").asText()).isEqualTo("conv1");
    assertThat(integers(filters.path("shape"))).containsExactly(4, 3, 3, 3);
    assertThat(filters.has("trained") || filters.has("copied")).isFalse();
    float[] kernel = model.weights().get("conv1/kernel").toArray();
    assertThat(filters.path("start")).hasSize(kernel.length);
    for (int i = 0; i < kernel.length; i++) {
      assertThat(filters.path("start").path(i).floatValue()).isEqualTo(kernel[i]);
    }
  }

  @Test
  void filtersThatAreReplicasAreNamedAlsoAfterTwoWidenings() {
    Widening once =
        Widen.net2wider(model(1), "conv1", 7, SymmetryBreaking.EXAMPLE_NOISE, new Philox(1, 0));
    assertThat(integers(begun(once.model()).json().at("/filters/copied")))
        .isEqualTo(boxed(once.map().copied()));
    Widening twice =
        Widen.net2wider(
            once.model(), "conv1", 12, SymmetryBreaking.RANDOM_SHARES, new Philox(2, 0));
    assertThat(integers(begun(twice.model()).json().at("/filters/copied")))
        .isEqualTo(boxed(once.map().andThen(twice.map()).copied()));
    Model drawn = Widen.randomPad(model(1), "conv1", 7, new Philox(1, 0)).model();
    assertThat(begun(drawn).json().path("filters").has("copied")).isFalse();
  }

  @Test
  void aNetworkWithoutAConvolutionHasNoFilters() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(SIZE, WIDTH, 1))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(3))
            .build();
    assertThat(begun(Model.untrained(spec, 1)).json().has("filters")).isFalse();
  }

  @Test
  void theEvaluationIsTheTrainers() throws IOException {
    Model model = model(3);
    ImageDataset images = images(3);
    JsonNode json = trained(model, images);
    Evaluation expected;
    try (ResidentData data = ResidentData.upload(device, images)) {
      expected = new Trainer(device, data, data).evaluate(model, 16);
    }
    assertThat(json.at("/evaluation/accuracy").asDouble()).isEqualTo(expected.accuracy());
    assertThat(json.at("/evaluation/loss").asDouble()).isCloseTo(expected.loss(), within(1e-5));
    assertThat(json.path("file").asText()).isEqualTo("models/x.safetensors");
    assertThat(json.path("sha256").asText())
        .isEqualTo(Sha256.of(folder.resolve("models/x.safetensors")));
    assertThat(json.at("/filters/trained")).isEqualTo(json.at("/filters/start"));
  }

  /** Each pixel of a PNG is what the network saw. */
  @Test
  void theWorstImagesAreShownAsTheyAre() throws IOException {
    for (int channels : new int[] {1, 3}) {
      ImageDataset images = images(channels);
      JsonNode worst = trained(model(channels), images).path("worst");
      assertThat(worst.size()).isBetween(5, 24);
      for (JsonNode wrong : worst) {
        int number = wrong.path("image").asInt();
        assertThat(wrong.path("label").asInt()).isEqualTo(images.label(number));
        BufferedImage picture =
            ImageIO.read(new ByteArrayInputStream(wrong.path("png").binaryValue()));
        assertThat(picture.getHeight()).isEqualTo(SIZE);
        assertThat(picture.getRaster().getNumBands()).isEqualTo(channels);
        int[] shown = picture.getRaster().getPixels(0, 0, WIDTH, SIZE, (int[]) null);
        for (int i = 0; i < shown.length; i++) {
          assertThat(shown[i])
              .isEqualTo(Byte.toUnsignedInt(images.images()[number * shown.length + i]));
        }
      }
    }
    JsonNode odd = trained(model(2), images(2)).path("worst").path(0);
    assertThat(odd.path("loss").isNumber()).isTrue();
    assertThat(odd.has("png")).isFalse();
  }

  @Test
  void aModelThatIsBrokenHasNoEvaluationAndItsNumbersAreNull() throws IOException {
    Model sound = model(1);
    Map<String, HostTensor> tensors = new LinkedHashMap<>(sound.weights().tensors());
    tensors.computeIfPresent(
        "conv1/kernel", (name, kernel) -> HostTensor.filled(kernel.shape(), Float.NaN));
    Model broken = Model.of(sound.spec(), tensors);
    Path file = folder.resolve("x.safetensors");
    ModelFile told = ModelFile.of(broken);
    told.write(file);
    RunFolder run = new RunFolder(folder);
    NetworkReport report = begun(broken).trained(run, file, told, device, images(1), 16);
    new RunFiles(run, "")
        .write(
            new ObjectMapper().createObjectNode(),
            List.of(new RunFiles.Part("", new History(Evaluation.NONE, List.of()))),
            List.of(report));
    JsonNode network = new ObjectMapper().readTree(run.report().toFile()).at("/networks/0");
    assertThat(network.has("evaluation")).isFalse();
    assertThat(network.at("/filters/trained/0").isNull()).isTrue();
    assertThat(run.steps()).content().isEqualTo("epoch,step,loss,accuracy\n");
  }
}
