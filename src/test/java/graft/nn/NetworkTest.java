package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ConvolutionSize;
import graft.reference.PoolingSize;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Whole networks on the device against the float64 reference and finite differences of it. */
class NetworkTest {
  /**
   * Sums of some hundred float32 products of numbers about 1 round to within 1e-5 of their size.
   */
  private static final Closeness FLOAT32 = new Closeness(2e-5, 1e-4);

  /** Central differences of step 1e-6 in float64 are good to 1e-9; float32 gradients are not. */
  private static final Closeness DIFFERENCES = new Closeness(5e-5, 1e-3);

  private static final double STEP = 1e-6;

  private final Device device = SharedDevice.get();

  @Provide
  Arbitrary<NetworkSpec> specs() {
    return Networks.any();
  }

  @Provide
  Arbitrary<Integer> batches() {
    return Networks.batches();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void computesTheReferencesLogitsLossAndGradients(
      @ForAll("specs") NetworkSpec spec, @ForAll("batches") int batch, @ForAll long seed) {
    Model model = Networks.model(spec, seed);
    float[] samples = Networks.samples(spec, batch, seed);
    int[] labels = Networks.labels(spec, batch, seed);

    Outcome found = run(model, batch, samples, labels);

    ReferenceNetwork.Gradients expected = ReferenceNetwork.gradients(model, samples, labels);
    FLOAT32.check(
        "logits", found.logits().toArray(), ReferenceNetwork.logits(model, samples, batch));
    FLOAT32.check("loss", found.loss(), expected.loss());
    for (Parameter parameter : spec.parameters()) {
      FLOAT32.check(
          "gradient of " + parameter.name() + " in " + spec,
          found.gradients().get(parameter.name()).toArray(),
          expected.of(parameter.name()));
    }
  }

  /** What is computed together: Conv2d of one channel with its pooling, Dense with its Relu. */
  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void computesTheReferencesGradientsWhereStagesAreJoined(
      @ForAll("batches") int batch, @ForAll boolean same, @ForAll long seed) {
    Padding padding = same ? Padding.SAME : Padding.VALID;
    NetworkSpec spec =
        new NetworkSpec(
            Shape.of(9 + (int) Math.floorMod(seed, 4L), 10, 1),
            List.of(
                new Conv2d("conv1", 5, 3, 3, 1, padding),
                new MaxPool2d("pool1", 2, 2),
                new Conv2d("conv2", 3, 2, 2, 1, Padding.VALID),
                new MaxPool2d("pool2", 2, 1),
                new Flatten("flatten"),
                new Dense("fc1", 7),
                new Relu("fc1-relu"),
                new Dense("fc2", 4)));
    assertThat(Stage.of(spec, false).stream().map(Stage::kind))
        .as("else this tests nothing")
        .contains(Stage.Kind.ONE_CHANNEL_CONV_POOL, Stage.Kind.DENSE_RELU);
    computesTheReferencesLogitsLossAndGradients(spec, batch, seed);
  }

  @Test
  void aConvolutionThatMustPassAGradientOnIsNotJoinedWithItsPooling() {
    NetworkSpec spec =
        new NetworkSpec(
            Shape.of(8, 8, 1),
            List.of(
                Conv2d.same("conv1", 1, 3),
                Conv2d.same("conv2", 2, 3),
                new MaxPool2d("pool", 2, 2)));
    assertThat(Stage.of(spec, false).stream().map(Stage::kind))
        .containsOnly(Stage.Kind.LAYER)
        .hasSize(3);
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void gradientsAreTheSlopesOfTheLoss(
      @ForAll("specs") NetworkSpec spec, @ForAll("batches") int batch, @ForAll long seed) {
    Model model = Networks.model(spec, seed);
    float[] samples = Networks.samples(spec, batch, seed);
    int[] labels = Networks.labels(spec, batch, seed);

    Outcome found = run(model, batch, samples, labels);

    Philox random = new Philox(seed, 11);
    for (Parameter parameter : spec.parameters()) {
      for (int probe = 0; probe < 3; probe++) {
        int position = random.nextInt(parameter.shape().elements());
        double right = loss(model, parameter, position, STEP, samples, labels);
        double here = loss(model, parameter, position, 0, samples, labels);
        double left = loss(model, parameter, position, -STEP, samples, labels);
        double forward = (right - here) / STEP;
        double backward = (here - left) / STEP;
        // Curvature makes the two differ by about the step; a kink of ReLU or max pooling within it
        // by more, and
        // then there is no one slope. What passes moves the central difference by less than the
        // tolerance.
        if (Math.abs(forward - backward) > 4e-5 + 1e-3 * Math.abs(forward)) {
          continue;
        }
        DIFFERENCES.check(
            "slope along " + parameter.name() + "[" + position + "] in " + spec,
            found.gradients().get(parameter.name()).get(position),
            (right - left) / (2 * STEP));
      }
    }
  }

  private static double loss(
      Model model, Parameter moved, int position, double by, float[] samples, int[] labels) {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (Parameter parameter : model.spec().parameters()) {
      parameters.put(
          parameter.name(), ReferenceOps.toDouble(model.weights().get(parameter.name()).toArray()));
    }
    parameters.get(moved.name())[position] += by;
    return new ReferenceNetwork(model.spec(), parameters)
        .loss(ReferenceOps.toDouble(samples), labels);
  }

  private record Outcome(HostTensor logits, double loss, Weights gradients) {}

  private Outcome run(Model model, int batch, float[] samples, int[] labels) {
    try (Network network = new Network(device, model.spec(), Network.Purpose.TRAINING, batch);
        Memory rows = device.allocate(3L * 1024, "rows")) {
      network.load(model.weights());
      device.stream().upload(samples, network.input(batch).pointer());
      device.stream().upload(labels, rows.at(0));
      network.forward(batch);
      Tensor logits = network.logits(batch);
      new SoftmaxCrossEntropy(device)
          .forwardAndGradient(
              logits, rows.at(0), rows.at(1024), rows.at(2048), network.logitsGradient(batch))
          .submit();
      network.backward(batch);
      float[] found = new float[logits.shape().elements()];
      device.stream().download(logits.pointer(), found);
      float[] losses = new float[batch];
      device.stream().download(rows.at(1024), losses);
      double sum = 0;
      for (float loss : losses) {
        sum += loss;
      }
      return new Outcome(HostTensor.of(logits.shape(), found), sum / batch, network.gradients());
    }
  }

  /** dx of a convolution, which networks that only train never compute for their first layer. */
  @Test
  void computesTheGradientOfTheInputWhereItIsWanted() {
    NetworkSpec spec =
        new NetworkSpec(
            Shape.of(6, 6, 1), List.of(Conv2d.same("conv", 2, 3), new MaxPool2d("pool", 2, 2)));
    Model model = Networks.model(spec, 1);
    float[] x = Networks.samples(spec, 2, 1);
    float[] dy = new float[2 * 3 * 3 * 2];
    for (int i = 0; i < dy.length; i++) {
      dy[i] = i % 5 - 2;
    }
    try (Network network =
        new Network(device, spec, Network.Purpose.TRAINING_WITH_INPUT_GRADIENT, 2)) {
      network.load(model.weights());
      device.stream().upload(x, network.input(2).pointer());
      network.forward(2);
      device.stream().upload(dy, network.logitsGradient(2).pointer());
      network.backward(2);
      float[] found = new float[x.length];
      device.stream().download(network.inputGradient(2).pointer(), found);

      ConvolutionSize convolution = new ConvolutionSize(2, 6, 6, 1, 2, 3, 3, 1, 1, 1, 1);
      double[] w = ReferenceOps.toDouble(model.weights().get("conv/kernel").toArray());
      double[] bias = ReferenceOps.toDouble(model.weights().get("conv/bias").toArray());
      double[] y =
          ReferenceOps.addBias(
              ReferenceOps.convolution(convolution, ReferenceOps.toDouble(x), w), bias);
      double[] unpooled =
          ReferenceOps.maxPoolingBackward(
              new PoolingSize(2, 6, 6, 2, 2, 2, 2, 2), y, ReferenceOps.toDouble(dy));
      FLOAT32.check("dx", found, ReferenceOps.convolutionBackwardData(convolution, w, unpooled));
    }
  }

  @Test
  void stepsAsSgdWithMomentumDoes() {
    NetworkSpec spec = new NetworkSpec(Shape.of(3), List.of(new Dense("logits", 2)));
    Model model = Networks.model(spec, 1);
    float[] samples = Networks.samples(spec, 2, 1);
    int[] labels = {0, 1};
    try (Network network = new Network(device, spec, Network.Purpose.TRAINING, 2);
        Memory rows = device.allocate(3L * 1024, "rows")) {
      network.load(model.weights());
      Sgd sgd = new Sgd(device, 0.1f, 0.9f);
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
        device.stream().upload(samples, network.input(2).pointer());
        device.stream().upload(labels, rows.at(0));
        network.forward(2);
        new SoftmaxCrossEntropy(device)
            .forwardAndGradient(
                network.logits(2),
                rows.at(0),
                rows.at(1024),
                rows.at(2048),
                network.logitsGradient(2))
            .submit();
        network.backward(2);
        sgd.step(network).submit();
        FLOAT32.check("step " + step, network.weights().get("logits/kernel").toArray(), weight);
      }
    }
  }

  @Test
  void drawsTheSameInitialWeightsAsTheHost() {
    NetworkSpec spec =
        new NetworkSpec(
            Shape.of(6, 6, 2),
            List.of(Conv2d.same("conv", 5, 3), new Flatten("flatten"), new Dense("logits", 3)));
    try (Network network = new Network(device, spec, Network.Purpose.INFERENCE, 1)) {
      network.initialize(42, 100);
      List<Parameter> parameters = spec.parameters();
      for (int i = 0; i < parameters.size(); i++) {
        assertThat(network.weights().get(parameters.get(i).name()))
            .isEqualTo(GlorotUniform.draw(parameters.get(i), new Philox(42, 100 + i)));
      }
    }
  }

  @Test
  void refusesWhatItWasNotPlannedFor() {
    NetworkSpec spec = new NetworkSpec(Shape.of(3), List.of(new Dense("logits", 2)));
    try (Network network = new Network(device, spec, Network.Purpose.INFERENCE, 2, 4)) {
      assertThatThrownBy(() -> network.forward(3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the network is not planned for a batch of 3; it is for [2, 4]");
      assertThatThrownBy(() -> network.backward(2))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("planned for inference");
    }
    assertThatThrownBy(() -> new Network(device, spec, Network.Purpose.INFERENCE, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 0, expected 1 or more");
  }

  @Test
  void refusesPaddingThatCudnnCannotExpress() {
    NetworkSpec spec =
        new NetworkSpec(
            Shape.of(6, 6, 1),
            List.of(
                new Conv2d("conv", 2, 2, 2, 1, Padding.SAME),
                new Flatten("flatten"),
                new Dense("logits", 2)));
    assertThatThrownBy(() -> new Network(device, spec, Network.Purpose.INFERENCE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layer conv: 'same' padding of height 6 under a window of 2");
  }
}
