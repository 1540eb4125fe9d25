package graft.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.PeerFigures;
import graft.model.PeerNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The float64 reference against PyTorch in float64: outputs, losses and gradients. */
class PeersTest {
  /** Nine digits are kept of PyTorch's figures: at 1.0 they end 5e-9 beside the number at worst. */
  private static final double DIGITS = 6e-9;

  static Set<String> cases() {
    return PeerNetworks.onePass();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatPyTorchComputes(String name) {
    PeerFigures.of(name).check(computed(name), DIGITS);
  }

  @Test
  void inferenceComputesWhatPyTorchComputes() {
    PeerFigures figures = PeerFigures.of(PeerNetworks.INFERENCE);
    Model model = PeerNetworks.model(PeerNetworks.INFERENCE);
    double[] inputs = ReferenceOps.toDouble(figures.drawn(NetworkSpec.INPUT));
    Map<String, double[]> values =
        ReferenceNetwork.of(model).forward(inputs, figures.batch(), ReferencePass.INFERENCE);
    figures.check(Map.of("output", values.get(model.spec().output().name())), DIGITS);
  }

  @Test
  void crossEntropyIsPyTorchs() {
    PeerFigures figures = PeerFigures.of("cross-entropy");
    double[] logits = ReferenceOps.toDouble(figures.drawn(NetworkSpec.INPUT));
    Map<String, double[]> found = new HashMap<>();
    found.put("output", logits);
    CrossEntropy crossEntropy = CrossEntropy.of(logits, figures.labels());
    put(crossEntropy, found);
    found.put(PeerFigures.gradientOf(NetworkSpec.INPUT), crossEntropy.logitsGradient());
    figures.check(found, DIGITS);
  }

  @Test
  void everyFileIsCompared() throws IOException {
    Set<String> compared = new TreeSet<>(PeerNetworks.onePass());
    compared.addAll(PeerNetworks.TRAINED);
    compared.addAll(List.of(PeerNetworks.INFERENCE, "cross-entropy", "cross-entropy-smoothing"));
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/graft/peers"))) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".txt", "")))
          .containsExactlyInAnyOrderElementsOf(compared);
    }
  }

  @Test
  void whatIsOffOrMissingFails() {
    PeerFigures figures = PeerFigures.of("dense");
    Map<String, double[]> found = computed("dense");
    double[] bias = found.get("gradient/fc/bias");
    bias[0] += 2e-8 * Arrays.stream(bias).map(Math::abs).max().orElseThrow();
    assertThatThrownBy(() -> figures.check(found, DIGITS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient/fc/bias of dense");
    found.remove("gradient/fc/bias");
    assertThatThrownBy(() -> figures.check(found, DIGITS))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("gradient/fc/bias of dense was not computed");
  }

  /** All that the reference makes of a case, by the names of its file. */
  private static Map<String, double[]> computed(String name) {
    PeerFigures figures = PeerFigures.of(name);
    Model model = PeerNetworks.model(name);
    ReferenceNetwork network = ReferenceNetwork.of(model);
    double[] inputs = ReferenceOps.toDouble(figures.drawn(NetworkSpec.INPUT));
    Map<String, double[]> values = network.forward(inputs, figures.batch(), ReferencePass.TRAINING);
    double[] output = values.get(model.spec().output().name());
    Map<String, double[]> found = new HashMap<>();
    found.put("output", output);
    double[] outputGradient;
    if (figures.has("labels")) {
      CrossEntropy crossEntropy = CrossEntropy.of(output, figures.labels());
      put(crossEntropy, found);
      outputGradient = crossEntropy.logitsGradient();
    } else {
      outputGradient = ReferenceOps.toDouble(figures.drawn(PeerFigures.gradientOf("output")));
    }
    network
        .backward(values, figures.batch(), outputGradient, ReferencePass.TRAINING)
        .forEach((tensor, gradient) -> found.put(PeerFigures.gradientOf(tensor), gradient));
    for (Node node : model.spec().nodes()) {
      if (node.op() instanceof BatchNorm norm) {
        putStatistics(node, norm, model, values.get(node.input()), found);
      }
    }
    return found;
  }

  private static void putStatistics(
      Node node, BatchNorm norm, Model model, double[] x, Map<String, double[]> found) {
    String mean = NodeParameter.name(node.name(), BatchNorm.MEAN);
    String variance = NodeParameter.name(node.name(), BatchNorm.VARIANCE);
    ReferenceBatchNorm.Statistics after =
        new ReferenceBatchNorm.Statistics(
                ReferenceOps.toDouble(model.weights().get(mean).toArray()),
                ReferenceOps.toDouble(model.weights().get(variance).toArray()))
            .after(x, norm.momentum());
    found.put(PeerFigures.after(mean), after.mean());
    found.put(PeerFigures.after(variance), after.variance());
  }

  private static void put(CrossEntropy crossEntropy, Map<String, double[]> found) {
    found.put("losses", crossEntropy.losses());
    found.put("loss", new double[] {crossEntropy.meanLoss()});
  }
}
