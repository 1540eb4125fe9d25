package graft.exchange.keras;

import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.Imported;
import graft.exchange.TestModels;
import graft.exchange.Told;
import graft.files.ModelFile;
import graft.model.AveragePool2d;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Padding;
import graft.model.TestNetworks;
import graft.reference.ReferenceNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What Graft writes for Keras, it reads: the same weights, and a network that gives the same. */
class KerasRoundTripTest {
  private static Path file;

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("graft", ".h5");
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

  @Property(tries = 80)
  void nothingIsLost(@ForAll("networks") NetworkSpec spec) throws IOException {
    ModelFile written = TestModels.file(spec, 3).withNote("made for", "a test");
    if (spec.nodes().stream().anyMatch(KerasRoundTripTest::poolsWithABorder)) {
      tryToWrite(written);
      return;
    }
    KerasWriter.write(written, file);

    Imported read = KerasReader.read(file, Told.nothing());

    ModelFile model = read.model();
    assertThat(read.notes()).isEmpty();
    assertThat(model.preprocessing()).isEqualTo(written.preprocessing());
    assertThat(model.classNames()).isEqualTo(written.classNames());
    assertThat(model.notes()).isEqualTo(written.notes());
    assertThat(model.lineage().parents()).hasSize(1);
    Model back = model.model();
    assertThat(back.weights()).isEqualTo(written.model().weights());
    assertThat(back.spec().nodes().stream().filter(Node::frozen).map(Node::name))
        .containsExactlyInAnyOrderElementsOf(
            spec.nodes().stream().filter(Node::frozen).map(Node::name).toList());
    assertThat(logits(back)).containsExactly(logits(written.model()));
    assertThat(KerasReader.readWeights(file, spec, Told.nothing()).model().model())
        .isEqualTo(written.model());
  }

  private static double[] logits(Model model) {
    float[] samples = TestNetworks.samples(model.spec(), 2, 5);
    double[] input = new double[samples.length];
    for (int i = 0; i < input.length; i++) {
      input[i] = samples[i];
    }
    return ReferenceNetwork.logits(model, input, 2);
  }

  /** Told in rows, which may be what a rule gives. */
  private static boolean poolsWithABorder(Node node) {
    Op op = node.op();
    return (op instanceof MaxPool2d max && max.padding() instanceof Padding.Explicit)
        || (op instanceof AveragePool2d mean && mean.padding() instanceof Padding.Explicit);
  }

  private static void tryToWrite(ModelFile written) throws IOException {
    try {
      KerasWriter.write(written, file);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("which Keras cannot say");
      return;
    }
    assertThat(KerasReader.read(file, Told.nothing()).model().model().weights())
        .isEqualTo(written.model().weights());
  }
}
