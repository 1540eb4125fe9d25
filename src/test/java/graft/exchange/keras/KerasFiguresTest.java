package graft.exchange.keras;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.Imported;
import graft.exchange.KeptFigures;
import graft.exchange.Told;
import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Padding;
import graft.model.PeerFigures;
import graft.model.Relu;
import graft.reference.ReferenceNetwork;
import graft.reference.RelativeDifference;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What Keras computed of files that it wrote, and by_hand.py with NumPy of files in Keras' older
 * forms and of files that Graft wrote, Graft computes of them too; docs/exchange.md.
 */
class KerasFiguresTest {
  private static final String FOLDER = "/graft/exchange/keras/";
  // Both compute in float64; preprocessing is rounded to float32 nowhere.
  private static final double BAR = 1e-9;
  // Keras itself computes in float32.
  private static final double BAR_OF_KERAS = 1e-5;

  static Stream<String> files() {
    return Stream.concat(
        KerasCases.all().keySet().stream().map(name -> name + ".h5"),
        KerasCases.ofOthers().stream());
  }

  static Path kept(String file) {
    return KeptFigures.file(FOLDER, file);
  }

  static Imported read(String file) throws IOException {
    boolean told = file.startsWith("graft") || file.contains("bytes");
    return KerasReader.read(kept(file), told ? Told.nothing() : Told.nothing().withRange(0, 1));
  }

  @ParameterizedTest
  @MethodSource("files")
  void logitsAreThoseOfKeras(String file) throws IOException {
    requireFigures(read(file).model(), file.replaceFirst("\\.[a-z0-9]+$", ""));
  }

  private static void requireFigures(ModelFile read, String name) {
    PeerFigures figures = PeerFigures.of(FOLDER, name);
    Model model = read.model();
    double white = name.contains("bytes") || name.startsWith("graft") ? 255 : 1;

    double[] logits =
        ReferenceNetwork.logits(
            model,
            KeptFigures.input(figures, model.spec().input(), read.preprocessing(), white),
            figures.batch());

    double[] found = KeptFigures.outputs(name, logits, figures.batch());
    assertThat(RelativeDifference.of(found, figures.computed("output")))
        .isLessThan(name.startsWith("by-keras") ? BAR_OF_KERAS : BAR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras2-weights.h5",
        "keras3-numbers.weights.h5",
        "keras3-names.weights.h5",
        "by-keras.weights.h5"
      })
  void weightsAloneTakeADescribedNetwork(String file) throws IOException {
    for (boolean named : List.of(true, false)) {
      Imported read =
          KerasReader.readWeights(kept(file), described(named), Told.nothing().withRange(0, 1));

      boolean byKeras = file.startsWith("by-keras");
      requireFigures(read.model(), byKeras ? "by-keras" : "keras-weights");
      boolean byName = named && !file.contains("numbers") && !byKeras;
      assertThat(read.notes().get(0))
          .contains(byName ? "matched by the layers' names" : "matched by order and shape");
    }
  }

  private static NetworkSpec described(boolean asThere) {
    String end = asThere ? "" : "-here";
    return NetworkSpec.chain(Shape.of(9, 8, 3))
        .then("one" + end, new Conv2d(4, 3, 3, 1, Padding.VALID))
        .then("relu", new Relu())
        .then("two" + end, new BatchNorm())
        .then("three" + end, new Conv2d(4, 3, 3, 1, Padding.VALID, false))
        .then("four", new Flatten())
        .then("five" + end, new Dense(6))
        .then("relu2", new Relu())
        .then("six" + end, new Dense(3))
        .build();
  }

  @Test
  void whatIsFrozenStaysSo() throws IOException {
    assertThat(frozen("keras2-nested.h5")).containsExactly("block1", "block1_bn");
    assertThat(frozen("keras3-functional-bytes.keras")).containsExactly("second");
    assertThat(frozen("by-keras-functional-bytes.keras")).containsExactly("conv2d");
    assertThat(frozen("graft-chain.h5")).containsExactly("conv2", "norm");
  }

  private static List<String> frozen(String file) throws IOException {
    List<Node> nodes = read(file).model().model().spec().nodes();
    return nodes.stream().filter(Node::frozen).map(Node::name).toList();
  }

  @Test
  void numbersOfNormalisationAndNamesAreKept() throws IOException {
    Imported read = read("keras2-sequential-bytes-softmax.h5");
    NetworkSpec spec = read.model().model().spec();
    assertThat(spec.node("batch_normalization").op()).isEqualTo(new BatchNorm(0.01, 0.9));
    assertThat(spec.node("conv2d-relu").op()).isEqualTo(new Relu());
    assertThat(spec.node("conv2d").op()).isEqualTo(new Conv2d(4, 3, 3, 2, Padding.SAME));
    assertThat(read.model().lineage().transforms().get(0).arguments())
        .containsEntry("format", "Keras")
        .containsEntry("producer", "keras 2.11.0");
    assertThat(String.join("\n", read.notes()))
        .contains("softmax at the end is left out")
        .contains("regularizers")
        .contains("0 to 3");
  }

  /** So what was judged is what Graft writes today. */
  @Test
  void keptFilesAreWhatGraftWrites(@TempDir Path folder) throws IOException {
    Path written = folder.resolve("written.h5");
    for (var model : KerasCases.all().entrySet()) {
      KerasWriter.write(model.getValue(), written);
      assertThat(written).hasSameBinaryContentAs(kept(model.getKey() + ".h5"));
    }
  }

  @Test
  void everyKeptFileIsJudged() throws IOException {
    try (Stream<Path> files = Files.list(kept("keras2-nested.h5").getParent())) {
      List<String> found =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(file -> file.endsWith(".h5") || file.endsWith(".keras"))
              .filter(file -> !file.contains("weights"))
              .toList();
      assertThat(found).containsExactlyInAnyOrderElementsOf(files().toList());
    }
  }

  /** Writes the files of Graft's own anew; by_hand.py's figures are of these then. */
  public static void main(String[] arguments) throws IOException {
    for (var written : KerasCases.all().entrySet()) {
      KerasWriter.write(written.getValue(), Path.of(arguments[0], written.getKey() + ".h5"));
    }
  }
}
