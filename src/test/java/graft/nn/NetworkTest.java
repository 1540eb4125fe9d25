package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.model.Weights;
import graft.reference.Closeness;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.tensor.Shape;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Whole networks on the device against the float64 reference. */
class NetworkTest {
  /**
   * Sums of some hundred float32 products of numbers about 1 round to within 1e-5 of their size.
   */
  private static final Closeness FLOAT32 = new Closeness(2e-5, 1e-4);

  private final Device device = SharedDevice.get();

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.partlyFrozen(TestNetworks.chains());
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.partlyFrozen(TestNetworks.graphs());
  }

  @Provide
  Arbitrary<NetworkSpec> graphsWithoutModes() {
    return TestNetworks.graphs().filter(TestNetworks::knowsNoModes);
  }

  @Provide
  Arbitrary<Integer> batches() {
    return TestNetworks.batches();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void computesTheReferencesLogitsLossAndGradients(
      @ForAll("chains") NetworkSpec spec, @ForAll("batches") int drawn, @ForAll long seed) {
    int batch = TestNetworks.trainable(spec, drawn);
    check(spec, Passes.training(batch), batch, seed);
  }

  /** Sums, concatenations, several readers of a value, one read twice, branches of any depth. */
  @Property(tries = 120, shrinking = ShrinkingMode.OFF)
  void computesTheReferencesLogitsLossAndGradientsOfAnyGraph(
      @ForAll("graphs") NetworkSpec spec, @ForAll("batches") int drawn, @ForAll long seed) {
    int batch = TestNetworks.trainable(spec, drawn);
    check(spec, Passes.training(batch), batch, seed);
    check(spec, Passes.training(batch).withInputGradient(), batch, seed);
  }

  private void check(NetworkSpec spec, Passes passes, int batch, long seed) {
    Model model = TestNetworks.model(spec, seed);
    float[] samples = TestNetworks.samples(spec, batch, seed);
    int[] labels = TestNetworks.labels(spec, batch, seed);

    NetworkRig.Outcome found = NetworkRig.run(device, model, passes, samples, labels);

    ReferenceNetwork.Gradients expected = ReferenceNetwork.gradients(model, samples, labels);
    FLOAT32.check("logits of " + spec, found.logits(), expected.logits());
    FLOAT32.check("loss of " + spec, found.loss(), expected.loss());
    assertThat(found.gradients().keySet()).isEqualTo(expected.parameters().keySet());
    for (String parameter : expected.parameters().keySet()) {
      FLOAT32.check(
          "gradient of " + parameter + " in " + spec,
          found.gradients().get(parameter).toArray(),
          expected.of(parameter));
    }
    if (passes.inputGradient()) {
      FLOAT32.check("gradient of the input of " + spec, found.inputGradient(), expected.inputs());
    }
  }

  /** What is computed together: Conv2d of one channel with its pooling, Dense with its Relu. */
  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void computesTheReferencesGradientsWhereStagesAreJoined(
      @ForAll("batches") int batch, @ForAll boolean same, @ForAll long seed) {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(9 + (int) Math.floorMod(seed, 4L), 10, 1))
            .then("conv1", new Conv2d(5, 3, 3, 1, same ? Padding.SAME : Padding.VALID))
            .then("pool1", new MaxPool2d(2, 2))
            .then("conv2", new Conv2d(3, 2, 2, 1, Padding.VALID))
            .then("pool2", new MaxPool2d(2, 1))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(7))
            .then("fc1-relu", new Relu())
            .then("fc2", new Dense(4))
            .build();
    assertThat(FusionsTest.kinds(spec))
        .as("else this tests nothing")
        .contains(Stage.Kind.ONE_CHANNEL_CONV_POOL, Stage.Kind.DENSE_RELU);
    check(spec, Passes.training(batch), batch, seed);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void sharingMemoryChangesNoBit(
      @ForAll("graphs") NetworkSpec spec, @ForAll("batches") int drawn, @ForAll long seed) {
    int batch = TestNetworks.trainable(spec, drawn);
    Model model = TestNetworks.model(spec, seed);
    float[] samples = TestNetworks.samples(spec, batch, seed);
    int[] labels = TestNetworks.labels(spec, batch, seed);
    Passes shared = new Passes(Set.of(batch), Set.of(), true, true, true, true, 0);

    NetworkRig.Outcome reused = NetworkRig.run(device, model, shared, samples, labels);
    NetworkRig.Outcome apart =
        NetworkRig.run(device, model, shared.withoutReuse(), samples, labels);

    assertThat(reused).usingRecursiveComparison().isEqualTo(apart);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void inferenceGivesTheLogitsOfTrainingBitForBit(
      @ForAll("graphsWithoutModes") NetworkSpec spec,
      @ForAll("batches") int batch,
      @ForAll long seed) {
    Model model = TestNetworks.model(spec, seed);
    float[] samples = TestNetworks.samples(spec, batch, seed);
    try (Network network = new Network(device, spec, Passes.training(batch).andInference(batch))) {
      network.load(model.weights());
      Pass training = network.pass(Mode.TRAINING, batch);
      device.stream().upload(samples, training.input().pointer());
      training.forward();
      float[] expected = NetworkRig.download(device, training.logits());
      Pass inference = network.pass(Mode.INFERENCE, batch);
      device.stream().upload(samples, inference.input().pointer());
      inference.forward();
      assertThat(NetworkRig.download(device, inference.logits())).isEqualTo(expected);
    }
  }

  /** Running statistics; convolutions and normalisations in one; nothing dropped. */
  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void inferenceGivesTheReferencesLogits(
      @ForAll("graphs") NetworkSpec spec, @ForAll("batches") int batch, @ForAll long seed) {
    Model model = TestNetworks.model(spec, seed);
    float[] samples = TestNetworks.samples(spec, batch, seed);
    double[] expected = ReferenceNetwork.logits(model, samples, batch);
    Passes passes = Passes.inference(batch);
    FLOAT32.check("logits of " + spec, logits(model, passes, samples, batch), expected);
    float[] apart = logits(model, passes.withoutFusions(), samples, batch);
    FLOAT32.check("logits of each node by itself of " + spec, apart, expected);
  }

  private float[] logits(Model model, Passes passes, float[] samples, int batch) {
    try (Network network = new Network(device, model.spec(), passes)) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.INFERENCE, batch);
      device.stream().upload(samples, pass.input().pointer());
      pass.forward();
      return NetworkRig.download(device, pass.logits());
    }
  }

  /** Each node by itself: what fusions are judged by. */
  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void fusionsChangeNoGradient(
      @ForAll("graphs") NetworkSpec spec, @ForAll("batches") int drawn, @ForAll long seed) {
    int batch = TestNetworks.trainable(spec, drawn);
    check(spec, Passes.training(batch).withInputGradient().withoutFusions(), batch, seed);
  }

  @Test
  void stepsAsSgdWithMomentumDoes() {
    NetworkSpec spec = NetworkSpec.chain(Shape.of(3)).then("logits", new Dense(2)).build();
    Model model = TestNetworks.model(spec, 1);
    float[] samples = TestNetworks.samples(spec, 2, 1);
    int[] labels = {0, 1};
    try (Network network = new Network(device, spec, Passes.training(2));
        BatchRows rows = new BatchRows(device, 2);
        Memory stepOfEpoch = device.allocate(Integer.BYTES, "step of the epoch");
        OptimizerState state =
            new OptimizerState(device, network, Sgd.of(0.1f, 0.9f), 1, stepOfEpoch.pointer())) {
      network.load(model.weights());
      device.stream().clear(stepOfEpoch.pointer(), stepOfEpoch.bytes());
      double[] weight = ReferenceOps.toDouble(model.weights().get("logits/kernel").toArray());
      double[] velocity = new double[weight.length];
      for (int step = 0; step < 3; step++) {
        Weights before = network.weights();
        double[] gradient =
            ReferenceNetwork.gradients(new Model(spec, before), samples, labels)
                .of("logits/kernel");
        for (int i = 0; i < weight.length; i++) {
          velocity[i] = 0.9 * velocity[i] - 0.1 * gradient[i];
          weight[i] += velocity[i];
        }
        NetworkRig.step(device, network.pass(Mode.TRAINING, 2), rows, samples, labels);
        Sgd.of(0.1f, 0.9f).step(state).forEach(Call::submit);
        FLOAT32.check("step " + step, network.weights().get("logits/kernel").toArray(), weight);
      }
    }
  }
}
