package graft.exchange.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import graft.exchange.Imported;
import graft.exchange.TestModels;
import graft.exchange.Told;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.TestNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What Graft writes, it reads: the same weights, and a network that is written the same. */
class OnnxRoundTripTest {
  private static Path file;

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("graft", ".onnx");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Provide
  Arbitrary<NetworkSpec> networks() {
    return TestNetworks.partlyFrozen(
        Arbitraries.oneOf(TestNetworks.chains(), TestNetworks.graphs()));
  }

  @Property(tries = 60)
  void nothingIsLost(@ForAll("networks") NetworkSpec spec) throws IOException {
    ModelFile written = TestModels.file(spec, 3).withNote("made for", "a test");
    OnnxWriter.write(written, file);

    Imported read = OnnxReader.read(file, Told.nothing());

    ModelFile model = read.model();
    assertThat(read.notes()).isEmpty();
    assertThat(model.preprocessing()).isEqualTo(written.preprocessing());
    assertThat(model.classNames()).isEqualTo(written.classNames());
    assertThat(model.notes()).isEqualTo(written.notes());
    assertThat(model.lineage().parents()).hasSize(1);
    Model back = model.model();
    assertThat(back.weights()).isEqualTo(written.model().weights());
    assertThat(frozen(back.spec())).isEqualTo(frozen(spec));
    ModelProto again = OnnxWriter.of(model);
    assertThat(again.getGraph()).isEqualTo(OnnxWriter.of(written).getGraph());
  }

  private static List<String> frozen(NetworkSpec spec) {
    return spec.nodes().stream().filter(Node::frozen).map(Node::name).toList();
  }
}
