package graft.exchange.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import graft.exchange.Imported;
import graft.exchange.TestModels;
import graft.exchange.Told;
import graft.files.ModelFile;
import graft.model.Dense;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Relu;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in a file beside the graph, and where the file goes. */
class OnnxWriterTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(4))
          .then("fc1", new Dense(3))
          .then("relu", new Relu())
          .then("fc2", new Dense(2))
          .build();

  @TempDir private Path folder;

  @Test
  void aFileReplacesTheOneBefore() throws IOException {
    Path file = folder.resolve("a/folder/that/is/new/model.onnx");
    OnnxWriter.write(TestModels.file(SPEC, 1), file);
    OnnxWriter.write(TestModels.file(SPEC, 2), file);

    assertThat(OnnxReader.read(file, Told.nothing()).model().model())
        .isEqualTo(TestModels.file(SPEC, 2).model());
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void frozenNodesStayFrozen() throws IOException {
    ModelFile plain = TestModels.file(SPEC, 1);
    List<Node> nodes =
        SPEC.nodes().stream().map(node -> node.withFrozen(node.name().equals("fc1"))).toList();
    Model model = new Model(new NetworkSpec(SPEC.input(), nodes), plain.model().weights());
    ModelProto written =
        OnnxWriter.of(ModelFile.of(model, plain.preprocessing(), plain.classNames()));

    assertThat(frozen(written.toBuilder())).containsExactly("fc1");
    assertThat(frozen(OnnxWriter.of(plain).toBuilder())).isEmpty();
  }

  /** Others may rename nodes, or write what they like. */
  @Test
  void namesOfFrozenNodesThatAreNotThereArePassedOver() throws IOException {
    ModelProto.Builder changed = OnnxWriter.of(TestModels.file(SPEC, 1)).toBuilder();
    changed.addMetadataPropsBuilder().setKey(OnnxWriter.FROZEN).setValue("gone\nrelu\nfc2\nfc1\n");

    assertThat(frozen(changed)).containsExactly("fc1", "fc2");
  }

  private List<String> frozen(ModelProto.Builder model) throws IOException {
    Imported read = TestGraph.read(model, folder);
    NetworkSpec spec = read.model().model().spec();
    return spec.nodes().stream().filter(Node::frozen).map(Node::name).toList();
  }

  @Test
  void theLineageTellsWhatWroteTheFile() throws IOException {
    ModelProto.Builder model = OnnxWriter.of(TestModels.file(SPEC, 1)).toBuilder();
    model.setProducerName("pytorch").setProducerVersion("2.13.0");

    var transforms = TestGraph.read(model, folder).model().lineage().transforms();

    var last = transforms.get(transforms.size() - 1);
    assertThat(last.name()).isEqualTo("import");
    assertThat(last.arguments())
        .containsEntry("format", "ONNX")
        .containsEntry("producer", "pytorch 2.13.0");
  }
}
