package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.model.Weights;
import graft.reference.Closeness;
import graft.reference.ReferenceBatchNorm;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Running statistics, what a normalisation is computed together with, and what it refuses. */
class BatchNormTest {
  private static final double MOMENTUM = 0.75;
  private static final Closeness FLOAT32 = new Closeness(1e-5, 1e-5);

  private static final NetworkSpec CONVOLUTION =
      NetworkSpec.chain(Shape.of(5, 4, 2))
          .then("conv", Conv2d.same(4, 3))
          .then("norm", new BatchNorm(1e-3, MOMENTUM))
          .then("relu", new Relu())
          .then("flatten", new Flatten())
          .then("logits", new Dense(3))
          .build();

  private final Device device = SharedDevice.get();

  private static Weights trained(Network network, Device device, int steps, float[] samples) {
    Pass pass = network.pass(Mode.TRAINING, 3);
    for (int i = 0; i < steps; i++) {
      device.stream().upload(samples, pass.input().pointer());
      pass.forward();
    }
    return network.weights();
  }

  @Test
  void runningStatisticsFollowTheBatches() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(5, 4, 2))
            .then("norm", new BatchNorm(1e-3, MOMENTUM))
            .then("flatten", new Flatten())
            .then("logits", new Dense(3))
            .build();
    Model model = TestNetworks.model(spec, 1);
    float[] samples = TestNetworks.samples(spec, 3, 1);
    for (int i = 0; i < samples.length; i++) {
      samples[i] += 1000;
    }
    try (Network network = new Network(device, spec, Passes.training(3))) {
      network.load(model.weights());
      Weights found = trained(network, device, 2, samples);
      double[] x = ReferenceOps.toDouble(samples);
      ReferenceBatchNorm.Statistics expected =
          new ReferenceBatchNorm.Statistics(
                  ReferenceOps.toDouble(model.weights().get("norm/mean").toArray()),
                  ReferenceOps.toDouble(model.weights().get("norm/variance").toArray()))
              .after(x, MOMENTUM)
              .after(x, MOMENTUM);
      FLOAT32.check("mean", found.get("norm/mean").toArray(), expected.mean());
      FLOAT32.check("variance", found.get("norm/variance").toArray(), expected.variance());
      network.load(model.weights());
      assertThat(network.weights()).isEqualTo(model.weights());
    }
  }

  /** Batch or running statistics, and moving the running ones, are two questions. */
  @Test
  void aTrainingPassCanLeaveTheStatisticsAlone() {
    Model model = TestNetworks.model(CONVOLUTION, 2);
    float[] samples = TestNetworks.samples(CONVOLUTION, 3, 2);
    Passes still = Passes.training(3).withoutStatistics();
    try (Network network = new Network(device, CONVOLUTION, still)) {
      network.load(model.weights());
      assertThat(trained(network, device, 1, samples)).isEqualTo(model.weights());
    }
    try (Network network = new Network(device, CONVOLUTION, Passes.training(3))) {
      network.load(model.weights());
      assertThat(trained(network, device, 1, samples)).isNotEqualTo(model.weights());
    }
    int[] labels = {0, 1, 2};
    assertThat(NetworkRig.run(device, model, still, samples, labels))
        .usingRecursiveComparison()
        .isEqualTo(NetworkRig.run(device, model, Passes.training(3), samples, labels));
  }

  @Test
  void theReluBehindItIsComputedAlong() {
    assertThat(names(Mode.TRAINING)).containsExactly("conv", "norm + relu", "flatten", "logits");
    Model model = TestNetworks.model(CONVOLUTION, 3);
    float[] samples = TestNetworks.samples(CONVOLUTION, 3, 3);
    int[] labels = {0, 1, 2};
    Passes passes = Passes.training(3).withInputGradient();
    assertThat(NetworkRig.run(device, model, passes, samples, labels))
        .usingRecursiveComparison()
        .isEqualTo(NetworkRig.run(device, model, passes.withoutFusions(), samples, labels));
  }

  private static List<String> names(Mode mode) {
    GradientNeeds needs = GradientNeeds.of(CONVOLUTION, false);
    return Fusions.of(CONVOLUTION, needs, mode).stream().map(Stage::name).toList();
  }

  @Test
  void inInferenceTheConvolutionBeforeItNormalises() {
    assertThat(names(Mode.INFERENCE)).containsExactly("conv + norm", "relu", "flatten", "logits");
    Map<String, HostTensor> tensors =
        new HashMap<>(TestNetworks.model(CONVOLUTION, 4).weights().tensors());
    tensors.put("norm/gamma", HostTensor.of(Shape.of(4), new float[] {0, -1.5f, 2, 0}));
    tensors.put("norm/variance", HostTensor.of(Shape.of(4), new float[] {1, 0.5f, 0, 0}));
    Model model = Model.of(CONVOLUTION, tensors);
    float[] samples = TestNetworks.samples(CONVOLUTION, 3, 4);
    try (Network network = new Network(device, CONVOLUTION, Passes.inference(3))) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.INFERENCE, 3);
      assertThat(pass.forwardCalls().stream().map(call -> call.cost().call()))
          .containsOnlyOnce("fold_batch_norm")
          .doesNotContain("batch_norm_inference");
      device.stream().upload(samples, pass.input().pointer());
      pass.forward();
      // A variance of 0 multiplies by 32.
      new Closeness(1e-4, 1e-4)
          .check(
              "logits",
              NetworkRig.download(device, pass.logits()),
              ReferenceNetwork.logits(model, samples, 3));
    }
  }

  /** A validation between two steps sees the statistics and weights as they are then. */
  @Test
  void inferenceFollowsTraining() {
    Model model = TestNetworks.model(CONVOLUTION, 5);
    float[] samples = TestNetworks.samples(CONVOLUTION, 3, 5);
    Passes passes = Passes.training(3).andInference(3);
    try (Network network = new Network(device, CONVOLUTION, passes)) {
      network.load(model.weights());
      for (int step = 0; step < 2; step++) {
        Model now = new Model(CONVOLUTION, trained(network, device, 1, samples));
        Pass inference = network.pass(Mode.INFERENCE, 3);
        device.stream().upload(samples, inference.input().pointer());
        inference.forward();
        FLOAT32.check(
            "logits",
            NetworkRig.download(device, inference.logits()),
            ReferenceNetwork.logits(now, samples, 3));
      }
    }
  }

  @Test
  void refusesOneValueAChannelInTraining() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4))
            .then("fc", new Dense(3))
            .then("norm", new BatchNorm())
            .then("relu", new Relu())
            .then("logits", new Dense(2))
            .build();
    assertThatThrownBy(() -> new Network(device, spec, Passes.training(8, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node norm + relu: BatchNorm in training got [1, 3], one value a channel, expected 2"
                + " or more, since one has no variance; use a larger batch");
    new Network(device, spec, Passes.training(2).andInference(1)).close();
    assertThatThrownBy(() -> new BatchNorm(0, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("BatchNorm: epsilon is 0.0, expected a positive number");
    assertThatThrownBy(() -> new BatchNorm(1e-3, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("BatchNorm: momentum is NaN, expected a number from 0 to 1");
  }
}
