package graft.predict;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.nn.Call;
import graft.nn.Mode;
import graft.nn.Network;
import graft.nn.Pass;
import graft.nn.Passes;
import graft.tensor.Shape;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final Device DEVICE = SharedDevice.get();

  /** The teacher of the experiment. */
  private static final NetworkSpec TEACHER =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv1", Conv2d.same(64, 3))
          .then("pool1", new MaxPool2d(2, 2))
          .then("conv2", Conv2d.same(64, 3))
          .then("pool2", new MaxPool2d(2, 2))
          .then("flatten", new Flatten())
          .then("fc1", new Dense(64))
          .then("fc1-relu", new Relu())
          .then("fc2", new Dense(10))
          .build();

  /**
   * Two branches, of which one begins with nothing trained, and statistics that are not trained.
   */
  private static final NetworkSpec GRAPH = graph();

  private static NetworkSpec graph() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(8, 8, 2));
    GraphBuilder.Source pool = graph.add("pool", new MaxPool2d(2, 2), graph.input());
    GraphBuilder.Source conv = graph.add("conv", Conv2d.same(4, 3), pool);
    GraphBuilder.Source norm = graph.add("norm", new BatchNorm(), conv);
    GraphBuilder.Source relu = graph.add("relu", new Relu(), norm);
    GraphBuilder.Source again = graph.add("again", Conv2d.same(4, 3).withoutBias(), relu);
    GraphBuilder.Source sum = graph.add("sum", new Add(), again, relu);
    GraphBuilder.Source flatten = graph.add("flatten", new Flatten(), sum);
    return graph.build(graph.add("logits", new Dense(3), flatten));
  }

  @Test
  void theTeacher() {
    Summary summary = Summary.of(TEACHER);
    assertThat(summary.trained()).as("Keras' summary() says the same").isEqualTo(238_986);
    assertThat(summary.notTrained()).isZero();
    assertThat(summary.nodes())
        .extracting(NodeSummary::forwardFlops)
        .containsExactly(
            2L * 28 * 28 * 64 * 9,
            0L,
            2L * 14 * 14 * 64 * 9 * 64,
            0L,
            0L,
            2L * 3136 * 64,
            0L,
            2L * 64 * 10);
    // The images need no gradient, so conv1 has one product less.
    assertThat(summary.trainingFlops())
        .isEqualTo(3 * summary.forwardFlops() - summary.nodes().get(0).forwardFlops());
  }

  @Test
  void whatIsKeptAndNotTrained() {
    Summary summary = Summary.of(GRAPH);
    NodeSummary norm = summary.nodes().get(2);
    assertThat(norm.trained()).isEqualTo(8);
    assertThat(norm.notTrained()).as("running mean and variance").isEqualTo(8);
    assertThat(summary.trained()).isEqualTo(GRAPH.parameterCount());
    assertThat(summary.notTrained()).isEqualTo(8);
  }

  /** What the planned calls say of themselves. */
  @Test
  void flopsAreThoseOfThePlannedProducts() {
    for (NetworkSpec spec : List.of(TEACHER, GRAPH)) {
      Summary summary = Summary.of(spec);
      try (Network network =
          new Network(DEVICE, spec, Passes.training(3).andInference(3).withoutFusions())) {
        assertThat(products(network.pass(Mode.INFERENCE, 3).forwardCalls()))
            .isEqualTo(3 * summary.forwardFlops());
        Pass training = network.pass(Mode.TRAINING, 3);
        assertThat(products(training.forwardCalls()) + products(training.backwardCalls()))
            .isEqualTo(3 * summary.trainingFlops());
      }
    }
  }

  private static long products(List<Call> calls) {
    return calls.stream()
        .map(Call::cost)
        .filter(cost -> cost.call().matches("cublasSgemm|cudnnConvolution.*"))
        .filter(cost -> !cost.call().equals("cudnnConvolutionBackwardBias"))
        .mapToLong(cost -> cost.flops())
        .sum();
  }

  @Test
  void memoryOfBothModes() {
    Summary.Memory memory = Summary.of(TEACHER, DEVICE, 32).memory().orElseThrow();
    assertThat(memory.batch()).isEqualTo(32);
    assertThat(memory.inference()).isEqualTo(Network.memory(DEVICE, TEACHER, Mode.INFERENCE, 32));
    assertThat(memory.training()).isEqualTo(Network.memory(DEVICE, TEACHER, Mode.TRAINING, 32));
    assertThat(memory.training().total()).isGreaterThan(memory.inference().total());
    assertThat(Summary.of(TEACHER, DEVICE, 32).text().lines())
        .anyMatch(line -> line.startsWith("memory in inference, batch 32: "))
        .anyMatch(line -> line.startsWith("memory in training, batch 32: "));
    assertThat(Summary.of(TEACHER).memory()).isEmpty();
  }

  @Test
  void asText() {
    assertThat(Summary.of(GRAPH).text().lines())
        .containsExactly(
            "node     op         output     trained  not trained  FLOPs  reads",
            "input               [8, 8, 2]",
            "pool     MaxPool2d  [4, 4, 2]        0            0      0",
            "conv     Conv2d     [4, 4, 4]       76            0  2,304",
            "norm     BatchNorm  [4, 4, 4]        8            8      0",
            "relu     Relu       [4, 4, 4]        0            0      0",
            "again    Conv2d     [4, 4, 4]      144            0  4,608",
            "sum      Add        [4, 4, 4]        0            0      0  again, relu",
            "flatten  Flatten    [64]             0            0      0",
            "logits   Dense      [3]            195            0    384",
            "total                              423            8  7,296",
            "",
            "FLOPs of one sample: 7,296 forward, 19,584 in training (two for each multiply-add of"
                + " convolutions and dense layers)");
  }

  @Test
  void asJson() throws IOException {
    Summary summary = Summary.of(GRAPH, DEVICE, 4);
    JsonNode json = new ObjectMapper().readTree(summary.json().toString());
    assertThat(json.get("input").toString()).isEqualTo("[8,8,2]");
    assertThat(json.get("nodes")).hasSize(8);
    assertThat(json.at("/nodes/5/reads").toString()).isEqualTo("[\"again\",\"relu\"]");
    assertThat(json.at("/nodes/2/notTrained").asLong()).isEqualTo(8);
    assertThat(json.get("trainingFlops").asLong()).isEqualTo(19_584);
    assertThat(json.at("/memory/training/total").asLong())
        .isEqualTo(summary.memory().orElseThrow().training().total());
    assertThat(Summary.of(GRAPH).json().get("memory").isNull()).isTrue();
  }
}
