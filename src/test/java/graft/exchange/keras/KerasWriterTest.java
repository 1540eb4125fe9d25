package graft.exchange.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.exchange.TestModels;
import graft.exchange.Told;
import graft.files.ModelFile;
import graft.model.Add;
import graft.model.ChainBuilder;
import graft.model.Dense;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Relu;
import graft.tensor.Shape;
import io.jhdf.HdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in the file that Graft writes for Keras. */
class KerasWriterTest {
  @TempDir static Path folder;

  private static ModelFile small() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4)).then("relu", new Relu()).then("fc", new Dense(3)).build();
    return TestModels.file(spec, 1);
  }

  private static ModelFile written(ModelFile model, Path file) throws IOException {
    KerasWriter.write(model, file);
    return KerasReader.read(file, Told.nothing()).model();
  }

  @Test
  void aFolderThatIsNotThereIsMade() throws IOException {
    Path file = folder.resolve("new").resolve("newer").resolve("model.h5");
    assertThat(written(small(), file).model()).isEqualTo(small().model());
  }

  /** As Keras splits it: of names of 254 letters and what ends each, 252 are 64,260 bytes. */
  @Test
  void aLongListOfLayersIsSplit() throws IOException {
    ChainBuilder network = NetworkSpec.chain(Shape.of(4));
    for (int i = 0; i < 501; i++) {
      network.then("r".repeat(251) + (100 + i), new Relu());
    }
    NetworkSpec spec = network.then("fc", new Dense(3)).build();
    Path file = folder.resolve("long.h5");

    ModelFile read = written(TestModels.file(spec, 1), file);

    assertThat(read.model()).isEqualTo(TestModels.file(spec, 1).model());
    assertThat(KerasReader.readWeights(file, spec, Told.nothing()).model().model())
        .isEqualTo(read.model());
    try (HdfFile opened = new HdfFile(file)) {
      var weights = opened.getByPath("model_weights");
      // 501 nodes, the dense layer, the input and the rescaling in front of them.
      assertThat((String[]) weights.getAttribute("layer_names0").getData()).hasSize(252);
      assertThat((String[]) weights.getAttribute("layer_names1").getData()).hasSize(252);
      assertThat(weights.getAttributes()).doesNotContainKeys("layer_names", "layer_names2");
    }
  }

  /** Of 47 to 62 KiB: a text of 59 and more does not fit into an attribute of jhdf's. */
  @Test
  void aConfigurationOfAnyLengthComesBack() throws IOException {
    for (int nodes : new int[] {320, 330, 400, 420}) {
      ChainBuilder network = NetworkSpec.chain(Shape.of(4));
      for (int i = 0; i < nodes; i++) {
        network.then("block" + (100 + i) + "_relu", new Relu());
      }
      ModelFile model = TestModels.file(network.then("fc", new Dense(3)).build(), 1);
      assertThat(written(model, folder.resolve("config.h5")).model()).isEqualTo(model.model());
    }
  }

  @Test
  void aNameThatTheFileCannotHaveIsRefused() {
    String name = "r".repeat(255);
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4)).then(name, new Relu()).then("fc", new Dense(3)).build();
    assertThatThrownBy(() -> KerasWriter.write(TestModels.file(spec, 1), folder.resolve("name.h5")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a layer would be called " + name + " (255 characters), expected at most 254");
    assertThat(folder.resolve("name.h5")).doesNotExist();
  }

  /** Characters that Keras takes in no name become one and the same. */
  @Test
  void layersHaveNamesOfTheirOwn() throws IOException {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4))
            .then("a/b/c", new Dense(4))
            .then("a_b/c", new Dense(4))
            .then("a/b_c", new Dense(4))
            .then("a_b_c", new Dense(3))
            .build();

    ModelFile read = written(TestModels.file(spec, 1), folder.resolve("names.h5"));

    assertThat(read.model().spec().nodes())
        .extracting(Node::name)
        .containsExactly("a_b_c", "a_b_c_2", "a_b_c_3", "a_b_c_4");
  }

  /** An attribute holds 64 KiB, and a character takes up to three bytes; none is cut in two. */
  @ParameterizedTest
  @ValueSource(strings = {"a", "\u20ac", "\ud83d\ude00", "a\ud83d\ude00"})
  void aNoteOfAnyLengthComesBack(String unit) throws IOException {
    for (int length : new int[] {0, 9_999, 10_000, 10_001, 30_003}) {
      String note = unit.repeat(length / unit.length());
      ModelFile read = written(small().withNote("made for", note), folder.resolve("note.h5"));
      assertThat(read.notes()).containsEntry("made for", note);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "#0", "run #0", "run #12", "a#0b", "graft:run"})
  void aNoteHasAnyName(String key) throws IOException {
    ModelFile read = written(small().withNote(key, "a note"), folder.resolve("key.h5"));
    assertThat(read.notes()).containsOnly(Map.entry(key, "a note"));
  }

  @Test
  void whatIsShortStandsUnderItsKeyAndWhatIsLongInParts() throws IOException {
    Path file = folder.resolve("attributes.h5");
    KerasWriter.write(
        small().withNote("short", "a".repeat(10_000)).withNote("long", "a".repeat(20_000)), file);
    try (HdfFile opened = new HdfFile(file)) {
      assertThat(opened.getAttributes().keySet())
          .filteredOn(key -> key.startsWith("graft:"))
          .containsExactlyInAnyOrder(
              "graft:preprocessing",
              "graft:classes",
              "graft:lineage",
              "graft:short",
              "graft:long#0",
              "graft:long#1");
    }
  }

  /** As of a disk that is full. */
  @Test
  void whatTheFileSystemRefusesIsItsReason() throws IOException {
    WritableGroup root = Hdf5Output.root();
    FileChannel closed =
        FileChannel.open(
            folder.resolve("closed.h5"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    closed.close();
    assertThatThrownBy(() -> Hdf5Output.write(root, closed))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void layersAreInTheOrderInWhichKerasHasThem() {
    var graph = NetworkSpec.graph(Shape.of(4));
    var first = graph.add("first", new Dense(3), graph.input());
    var second = graph.add("second", new Dense(3), graph.input());
    var third = graph.add("third", new Relu(), second);
    NetworkSpec spec = graph.build(graph.add("sum", new Add(), third, first));
    LayersWriter layers =
        new LayersWriter(spec, TestModels.file(spec, 1).preprocessing(), new LayerNames(spec));
    assertThat(layers.layerNames())
        .containsExactly("input", "rescaling", "second", "third", "first", "sum");
  }
}
