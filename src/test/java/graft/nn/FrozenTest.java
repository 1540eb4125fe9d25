package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.tensor.Shape;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is computed of frozen nodes, and what is not. */
class FrozenTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(8, 8, 1))
          .then("conv1", Conv2d.same(4, 3))
          .then("pool1", new MaxPool2d(2, 2))
          .then("conv2", Conv2d.same(3, 3))
          .then("norm", new BatchNorm())
          .then("norm-relu", new Relu())
          .then("conv3", Conv2d.same(2, 3))
          .then("pool3", new MaxPool2d(2, 2))
          .then("flatten", new Flatten())
          .then("fc", new Dense(5))
          .then("fc-relu", new Relu())
          .then("logits", new Dense(3))
          .build();

  private final Device device = SharedDevice.get();

  private List<String> calls(Passes passes, boolean backward, String... frozen) {
    try (Network network = new Network(device, SPEC.frozen(Set.of(frozen)), passes)) {
      Pass pass = network.pass(Mode.TRAINING, 3);
      return (backward ? pass.backwardCalls() : pass.forwardCalls())
          .stream().map(call -> call.cost().call()).toList();
    }
  }

  private List<String> backward(String... frozen) {
    return calls(Passes.training(3), true, frozen);
  }

  /** As in inference: nothing is noted for a backward pass, and the normalisation is folded. */
  @Test
  void belowTheFirstTrainedNodeTrainingIsInference() {
    String[] frozen = {"conv1", "conv2", "norm", "conv3", "fc"};
    assertThat(backward(frozen)).containsExactly("bias_gradient", "cublasSgemm");
    NetworkSpec spec = SPEC.frozen(Set.of(frozen));
    try (Network network = new Network(device, spec, Passes.training(3).andInference(3))) {
      assertThat(network.pass(Mode.TRAINING, 3).forwardCalls().stream().map(c -> c.cost().call()))
          .isEqualTo(
              network.pass(Mode.INFERENCE, 3).forwardCalls().stream()
                  .map(c -> c.cost().call())
                  .toList())
          .contains("one_channel_conv_pool", "fold_batch_norm");
    }
  }

  /** A gradient passes through them to what is trained below. */
  @Test
  void aboveItTheyHandOnTheirInputsGradientAndNothingElse() {
    assertThat(backward("conv2", "norm", "conv3", "fc"))
        .containsExactly(
            "bias_gradient", // logits
            "cublasSgemm",
            "cublasSgemm",
            "relu_gradient", // fc + fc-relu
            "cublasSgemm",
            "cudnnPoolingBackward", // pool3
            "cudnnConvolutionBackwardData", // conv3
            "batch_norm_inference_gradient", // norm + norm-relu
            "cudnnConvolutionBackwardData", // conv2
            "one_channel_conv_pool_gradient", // conv1 + pool1
            "one_channel_conv_pool_add_parts");
    assertThat(calls(Passes.training(3), false, "norm"))
        .contains("batch_norm_inference")
        .doesNotContain("batch_norm_statistics", "fold_batch_norm");
  }

  @Test
  void theyTakeNoMemoryForGradientsAndOptimizer() {
    NetworkSpec head = SPEC.frozen(Set.of("conv1", "conv2", "norm", "conv3", "fc"));
    MemoryNeed all = Network.memory(device, SPEC, Mode.TRAINING, 3);
    MemoryNeed some = Network.memory(device, head, Mode.TRAINING, 3);
    // The logits' kernel of 15 numbers and bias of 3 start at multiples of 64 floats each.
    assertThat(some.gradients()).isEqualTo(2 * 64 * Float.BYTES + Long.BYTES);
    assertThat(some.gradients()).isLessThan(all.gradients());
    assertThat(some.activations()).isLessThan(all.activations());
    AdamW adam = AdamW.of(1e-3f);
    assertThat(OptimizerState.bytes(head, adam, false, 1))
        .isLessThan(OptimizerState.bytes(SPEC, adam, false, 1) / 2);
  }

  /** One value a channel has no variance, but needs none. */
  @Test
  void aFrozenNormalisationTakesASingleValue() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4))
            .then("fc", new Dense(3))
            .then("norm", new BatchNorm())
            .then("logits", new Dense(2))
            .build()
            .frozen(Set.of("norm"));
    Model model = TestNetworks.model(spec, 1);
    try (Network network = new Network(device, spec, Passes.training(1))) {
      network.load(model.weights());
      Pass pass = network.pass(Mode.TRAINING, 1);
      device.stream().upload(TestNetworks.samples(spec, 1, 1), pass.input().pointer());
      pass.forward();
      assertThat(network.weights()).isEqualTo(model.weights());
    }
  }
}
