package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.TestDevice;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Weights;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Trained on three classes, trained on for four others on the features that it has. */
class NewHeadCommandTest extends TerminalSession {
  private static final String NETWORK =
      """
      network:
        nodes:
          - {name: conv, op: conv2d, filters: 8, kernel: 5, stride: 2}
          - {name: norm, op: batch-norm}
          - {name: norm-relu, op: relu}
          - {name: pool, op: max-pool2d, window: 2, stride: 2}
          - {name: flatten, op: flatten}
          - {name: fc, op: dense, units: 32}
          - {name: fc-relu, op: relu}
          - {name: logits, op: dense, units: classes}
      training:
        epochs: 3
        batch: 32
        optimizer:
          adamw: {rate: 3e-3}
      """;

  private static Path yaml;
  private static Path three;
  private static Path four;
  private static Path trained;
  private static Path head;

  @BeforeAll
  static void trainAndChangeTheHead() throws IOException {
    ImageDataset digits = SyntheticDigits.draw("digits", 1500, 5);
    three = images(folder.resolve("three"), digits, Set.of(0, 1, 2));
    four = images(folder.resolve("four"), digits, Set.of(3, 4, 6, 7));
    yaml = Files.writeString(folder.resolve("net.yaml"), NETWORK);
    trained = folder.resolve("trained");
    head = folder.resolve("head.safetensors");
    NewHeadCommandTest session = new NewHeadCommandTest();
    session.done(session.onDevice("train", yaml + "", "--data", three + "", "--out", trained + ""));
    session.done(session.graft("new-head", trained + "", "--classes", "4", "-o", head + ""));
    assertThat(session.out.toString())
        .contains("logits is a new head for 4 classes, untrained: the function is not preserved")
        .contains("written to " + head);
  }

  /** Grey PNG files, a folder a class. */
  private static Path images(Path to, ImageDataset from, Set<Integer> classes) throws IOException {
    int size = SyntheticDigits.SIZE;
    for (int i = 0; i < from.count(); i++) {
      int label = from.labels()[i];
      if (classes.contains(label)) {
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        byte[] pixels = Arrays.copyOfRange(from.images(), i * size * size, (i + 1) * size * size);
        image.getRaster().setDataElements(0, 0, size, size, pixels);
        Path of = Files.createDirectories(to.resolve("digit-" + label));
        ImageIO.write(image, "png", of.resolve(i + ".png").toFile());
      }
    }
    return to;
  }

  private void done(int code) {
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
  }

  private int onDevice(String... arguments) {
    return graft(
        Stream.concat(Arrays.stream(arguments), Stream.of("--device", TestDevice.choice()))
            .toArray(String[]::new));
  }

  private static ModelFile model(Path folder) throws IOException {
    return ModelFile.read(folder.resolve("model.safetensors"));
  }

  private static Set<String> different(Weights one, Weights other) {
    return one.names().stream()
        .filter(name -> !one.get(name).equals(other.get(name)))
        .collect(Collectors.toSet());
  }

  @Test
  void theFileKeepsAllButTheHeadAndTheNames() throws IOException {
    ModelFile before = model(trained);
    ModelFile made = ModelFile.read(head);
    assertThat(before.classNames()).containsExactly("digit-0", "digit-1", "digit-2");
    assertThat(made.classNames()).isEmpty();
    assertThat(made.preprocessing()).isEqualTo(before.preprocessing());
    assertThat(made.notes()).isEqualTo(before.notes());
    assertThat(made.lineage().transforms())
        .extracting(Lineage.Transform::name)
        .containsExactly("train", "new-head");
    assertThat(made.lineage().transforms().get(1).arguments()).containsEntry("classes", "4");
    assertThat(made.lineage().parents()).hasSize(1);
    assertThat(different(made.model().weights(), before.model().weights()))
        .contains("logits/kernel")
        .allMatch(name -> name.startsWith("logits/"));
  }

  @Test
  void itIsTrainedOnFrozenFeatures() throws IOException {
    Path on = folder.resolve("on");
    done(
        onDevice(
            "train", head + "", "--data", four + "", "--freeze", "conv,norm,fc", "--out", on + ""));
    ModelFile found = model(on);
    assertThat(found.classNames()).containsExactly("digit-3", "digit-4", "digit-6", "digit-7");
    assertThat(different(found.model().weights(), ModelFile.read(head).model().weights()))
        .containsExactlyInAnyOrder("logits/kernel", "logits/bias");
    double accuracy =
        new ObjectMapper()
            .readTree(Files.readString(on.resolve("result.json")))
            .at("/epochs/2/validation/accuracy")
            .asDouble();
    assertThat(accuracy).as("guessing is right for a quarter").isGreaterThan(0.5);

    // Trained on as it was, the same nodes are frozen; unless told otherwise.
    Path again = folder.resolve("again");
    List<String> more = List.of("train", on + "", "--data", four + "", "--epochs", "1", "--out");
    done(onDevice(with(more, again + "")));
    assertThat(different(model(again).model().weights(), found.model().weights()))
        .containsExactlyInAnyOrder("logits/kernel", "logits/bias");
    Path all = folder.resolve("all");
    done(onDevice(with(more, all + "", "--freeze", "none")));
    assertThat(different(model(all).model().weights(), found.model().weights()))
        .isEqualTo(Set.copyOf(found.model().weights().names()));
  }

  private static String[] with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  private void refused(String sentence, String... arguments) {
    err.getBuffer().setLength(0);
    assertThat(onDevice(arguments)).isEqualTo(2);
    assertThat(err.toString()).contains(sentence).doesNotContain("\tat ");
  }

  @Test
  void mistakesGetASentence() {
    String none = folder.resolve("none") + "";
    refused(
        "no node is named 'conv9'; there are [conv, norm,",
        "train",
        head + "",
        "--data",
        four + "",
        "--freeze",
        "conv9",
        "--out",
        none);
    refused(
        "node pool (MaxPool2d) has no parameters to freeze; expected some of [conv, norm, fc, logits]",
        "train",
        yaml + "",
        "--data",
        three + "",
        "--freeze",
        "conv,pool",
        "--out",
        none);
    refused(
        "all nodes with parameters are frozen, [conv, norm, fc, logits]",
        "train",
        yaml + "",
        "--data",
        three + "",
        "--freeze=conv,norm,fc,logits",
        "--out",
        none);
    refused(
        "the new head of head.safetensors is for 4 classes,",
        "train",
        head + "",
        "--data",
        three + "",
        "--out",
        none);
    refused(
        "head.safetensors has a new head, which has learned nothing; train it first: graft train",
        "evaluate",
        head + "",
        "--data",
        four + "");
    assertThat(folder.resolve("none")).doesNotExist();

    assertThat(graft("new-head", trained + "", "--classes", "4", "-o", head + "")).isEqualTo(2);
    assertThat(graft("new-head", trained + "", "--classes", "1", "-o", none)).isEqualTo(2);
    assertThat(err.toString())
        .contains("is there already; --force overwrites it", "expected 2 or more");
  }
}
