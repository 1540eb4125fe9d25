package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Add;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pass submits, where its gradients lie, and what it refuses. */
class PassTest {
  private static final NetworkSpec DENSE =
      NetworkSpec.chain(Shape.of(3)).then("logits", new Dense(2)).build();

  private final Device device = SharedDevice.get();

  private static List<String> names(List<Call> calls) {
    return calls.stream().map(call -> call.cost().call()).toList();
  }

  /**
   * The gradient of a skip lies where the sum's does; the branch's first convolution adds its share
   * there. So a residual block costs no pass over memory for handing gradients on.
   */
  @Test
  void aSkipsGradientIsThatOfTheSum() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(6, 6, 2));
    GraphBuilder.Source stem = graph.add("stem", Conv2d.same(3, 3), graph.input());
    GraphBuilder.Source conv1 = graph.add("conv1", Conv2d.same(3, 3), stem);
    GraphBuilder.Source relu = graph.add("relu", new Relu(), conv1);
    GraphBuilder.Source conv2 = graph.add("conv2", Conv2d.same(3, 3), relu);
    GraphBuilder.Source sum = graph.add("sum", new Add(), conv2, stem);
    GraphBuilder.Source flat = graph.add("flatten", new Flatten(), sum);
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), flat));
    try (Network network = new Network(device, spec, Passes.training(2))) {
      Pass pass = network.pass(Mode.TRAINING, 2);
      assertThat(names(pass.backwardCalls())).doesNotContain("accumulate", "cuMemcpyDtoDAsync");
      assertThat(names(pass.forwardCalls())).containsOnlyOnce("add");
    }
  }

  /** Both operands of the sum change their gradient in place, so one of them needs a copy. */
  @Test
  void gradientsThatTwoReadersChangeAreCopied() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(4));
    GraphBuilder.Source left = graph.add("left", new Dense(3), graph.input());
    GraphBuilder.Source right = graph.add("right", new Dense(3), graph.input());
    GraphBuilder.Source sum =
        graph.add(
            "sum",
            new Add(),
            graph.add("left-relu", new Relu(), left),
            graph.add("right-relu", new Relu(), right));
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), sum));
    try (Network network = new Network(device, spec, Passes.training(2))) {
      assertThat(names(network.pass(Mode.TRAINING, 2).backwardCalls()))
          .containsOnlyOnce("cuMemcpyDtoDAsync");
    }
  }

  /** Max pooling's backward pass reads its output, which a ReLU in place would have changed. */
  @Test
  void reluBehindPoolingKeepsThePoolsOutputInTraining() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(4, 4, 2))
            .then("conv", Conv2d.same(2, 3))
            .then("pool", new MaxPool2d(2, 2))
            .then("relu", new Relu())
            .then("flatten", new Flatten())
            .then("logits", new Dense(2))
            .build();
    MemoryNeed training = Network.memory(device, spec, Mode.TRAINING, 64);
    long pooled = Shape.of(64, 2, 2, 2).bytes();
    try (PassPlan plan = new PassPlan(device, spec, Passes.training(64), Mode.TRAINING, 64)) {
      assertThat(plan.valueOffset("relu")).isNotEqualTo(plan.valueOffset("pool"));
      assertThat(plan.valueOffset("flatten")).isEqualTo(plan.valueOffset("relu"));
    }
    try (PassPlan plan = new PassPlan(device, spec, Passes.inference(64), Mode.INFERENCE, 64)) {
      assertThat(plan.valueOffset("relu")).isEqualTo(plan.valueOffset("pool"));
    }
    assertThat(training.activations()).isGreaterThan(2 * pooled);
  }

  /** cuDNN has no window that is larger than its padded image, and even padding would be none. */
  @Test
  void poolsAnImageThatIsSmallerThanTheWindow() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(1, 4, 2))
            .then("pool", new MaxPool2d(2, 2, Padding.SAME))
            .build();
    try (Network network = new Network(device, spec, Passes.inference(1))) {
      network.load(Model.untrained(spec, 1).weights());
      Pass pass = network.pass(Mode.INFERENCE, 1);
      device.stream().upload(new float[] {-1, 2, -3, 4, 5, -6, 7, -8}, pass.input().pointer());
      pass.forward();
      assertThat(NetworkRig.download(device, pass.logits())).containsExactly(-1, 4, 7, -6);
    }
  }

  @Test
  void refusesWhatItWasNotPlannedFor() {
    try (Network network = new Network(device, DENSE, Passes.inference(2, 4))) {
      assertThatThrownBy(() -> network.pass(Mode.INFERENCE, 3))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "the network is not planned for inference with a batch of 3; it is for training with"
                  + " [] and inference with [2, 4]");
      network.load(Model.untrained(DENSE, 1).weights());
      Pass pass = network.pass(Mode.INFERENCE, 2);
      assertThatThrownBy(pass::backward)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("planned for inference");
      assertThatThrownBy(network::gradients)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("planned for inference");
    }
    assertThatThrownBy(() -> Passes.inference(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 0, expected 1 or more");
    assertThatThrownBy(() -> Passes.of(Mode.TRAINING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a network needs at least one batch size");
  }

  @Test
  void refusesToRunOrReadBeforeALoad() {
    try (Network network = new Network(device, DENSE, Passes.training(2))) {
      Pass pass = network.pass(Mode.TRAINING, 2);
      assertThatThrownBy(pass::forward)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the network has no parameters yet; load weights first");
      assertThatThrownBy(pass::backward).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(network::weights).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesTheWeightsOfAnotherNetwork() {
    NetworkSpec other = NetworkSpec.chain(Shape.of(4)).then("logits", new Dense(2)).build();
    try (Network network = new Network(device, DENSE, Passes.inference(2))) {
      assertThatThrownBy(() -> network.load(Model.untrained(other, 1).weights()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("weights logits/kernel have shape [4, 2], expected [3, 2]");
    }
  }
}
