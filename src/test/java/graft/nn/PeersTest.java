package graft.nn;

import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.device.Tensor;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.PeerFigures;
import graft.model.PeerNetworks;
import graft.reference.ReferenceOps;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers and networks on the device against PyTorch: outputs, losses and gradients. */
class PeersTest {
  /** Of a tensor's largest value: float32 and sums of some hundred stay far below. */
  private static final double PART = 1e-4;

  private final Device device = SharedDevice.get();

  static Set<String> cases() {
    return PeerNetworks.onePass();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void computesWhatPyTorchComputes(String name) {
    PeerFigures figures = PeerFigures.of(name);
    Model model = PeerNetworks.model(name);
    Passes passes = Passes.training(figures.batch()).withInputGradient();
    Map<String, double[]> found = new HashMap<>();
    try (Network network = new Network(device, model.spec(), passes);
        BatchRows rows = new BatchRows(device, figures.batch())) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.TRAINING, figures.batch());
      device.stream().upload(figures.drawn(NetworkSpec.INPUT), pass.input().pointer());
      pass.forward();
      put("output", pass.logits(), found);
      if (figures.has("labels")) {
        loss(0, figures.labels(), pass.logits(), rows, pass.logitsGradient(), found);
      } else {
        float[] drawn = figures.drawn(PeerFigures.gradientOf("output"));
        device.stream().upload(drawn, pass.logitsGradient().pointer());
      }
      pass.backward();
      put(PeerFigures.gradientOf(NetworkSpec.INPUT), pass.inputGradient(), found);
      Map<String, HostTensor> gradients =
          model.spec().parameters().isEmpty() ? Map.of() : network.gradients();
      gradients.forEach(
          (parameter, gradient) ->
              put(PeerFigures.gradientOf(parameter), gradient.toArray(), found));
      network
          .weights()
          .tensors()
          .forEach(
              (parameter, tensor) -> put(PeerFigures.after(parameter), tensor.toArray(), found));
    }
    figures.check(found, PART);
  }

  @Test
  void inferenceComputesWhatPyTorchComputes() {
    PeerFigures figures = PeerFigures.of(PeerNetworks.INFERENCE);
    Model model = PeerNetworks.model(PeerNetworks.INFERENCE);
    Map<String, double[]> found = new HashMap<>();
    Passes passes = Passes.of(Mode.INFERENCE, figures.batch());
    try (Network network = new Network(device, model.spec(), passes)) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.INFERENCE, figures.batch());
      device.stream().upload(figures.drawn(NetworkSpec.INPUT), pass.input().pointer());
      pass.forward();
      put("output", pass.logits(), found);
    }
    figures.check(found, PART);
  }

  @ParameterizedTest
  @CsvSource({"cross-entropy, 0", "cross-entropy-smoothing, 0.1"})
  void crossEntropyIsPyTorchs(String name, float smoothing) {
    PeerFigures figures = PeerFigures.of(name);
    float[] drawn = figures.drawn(NetworkSpec.INPUT);
    Shape shape = figures.sample().prepend(figures.batch());
    Map<String, double[]> found = new HashMap<>();
    try (Memory logits = device.allocate(shape.bytes(), "logits");
        Memory gradient = device.allocate(shape.bytes(), "gradient of the logits");
        BatchRows rows = new BatchRows(device, figures.batch())) {
      device.stream().upload(drawn, logits.pointer());
      put("output", drawn, found);
      Tensor dy = new Tensor(gradient.pointer(), shape);
      Tensor given = new Tensor(logits.pointer(), shape);
      loss(smoothing, figures.labels(), given, rows, dy, found);
      put(PeerFigures.gradientOf(NetworkSpec.INPUT), dy, found);
    }
    figures.check(found, PART);
  }

  private void loss(
      float smoothing,
      int[] labels,
      Tensor logits,
      BatchRows rows,
      Tensor gradient,
      Map<String, double[]> found) {
    rows.setLabels(labels);
    new SoftmaxCrossEntropy(device, smoothing).forwardAndGradient(logits, rows, gradient).submit();
    put("losses", rows.losses(labels.length), found);
    found.put("loss", new double[] {Arrays.stream(found.get("losses")).average().orElseThrow()});
  }

  private void put(String name, Tensor tensor, Map<String, double[]> found) {
    put(name, NetworkRig.download(device, tensor), found);
  }

  private static void put(String name, float[] values, Map<String, double[]> found) {
    found.put(name, ReferenceOps.toDouble(values));
  }
}
