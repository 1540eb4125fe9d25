package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Add;
import graft.model.AveragePool2d;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Relu;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is computed as one, and what must not be. */
class FusionsTest {
  static List<Stage.Kind> kinds(NetworkSpec spec) {
    return stages(spec).stream().map(Stage::kind).toList();
  }

  private static List<Stage> stages(NetworkSpec spec) {
    return Fusions.of(spec, GradientNeeds.of(spec, false), Mode.TRAINING);
  }

  @Test
  void joinsTheTeachersFirstConvolutionAndItsHiddenLayer() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(8, 8, 1))
            .then("conv1", Conv2d.same(4, 3))
            .then("pool1", new MaxPool2d(2, 2))
            .then("conv2", Conv2d.same(4, 3))
            .then("pool2", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(3))
            .then("fc1-relu", new Relu())
            .then("fc2", new Dense(2))
            .build();
    assertThat(stages(spec).stream().map(Stage::name))
        .containsExactly("conv1 + pool1", "conv2", "pool2", "flatten", "fc1 + fc1-relu", "fc2");
    assertThat(stages(spec).get(1).pooledInto().map(Node::name)).contains("pool2");
  }

  @Test
  void aConvolutionThatMustPassAGradientOnIsNotJoinedWithItsPooling() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(8, 8, 1))
            .then("conv1", Conv2d.same(1, 3))
            .then("conv2", Conv2d.same(2, 3))
            .then("pool", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .build();
    assertThat(kinds(spec)).containsOnly(Stage.Kind.SINGLE).hasSize(4);
    NetworkSpec alone =
        NetworkSpec.chain(Shape.of(8, 8, 1))
            .then("conv", Conv2d.same(1, 3))
            .then("pool", new MaxPool2d(2, 2))
            .build();
    assertThat(
            Fusions.of(alone, GradientNeeds.of(alone, true), Mode.TRAINING).stream()
                .map(Stage::kind))
        .containsOnly(Stage.Kind.SINGLE);
  }

  @Test
  void aValueThatSomebodyElseReadsIsStored() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(4));
    GraphBuilder.Source hidden = graph.add("hidden", new Dense(3), graph.input());
    GraphBuilder.Source relu = graph.add("relu", new Relu(), hidden);
    NetworkSpec spec = graph.build(graph.add("sum", new Add(), relu, hidden));
    assertThat(kinds(spec)).containsOnly(Stage.Kind.SINGLE).hasSize(3);
  }

  /** The stage of conv and pool comes where pool does, behind what stands between the two. */
  @Test
  void neighboursNeedNotBeAddedOneAfterTheOther() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(4, 4, 1));
    GraphBuilder.Source conv = graph.add("conv", Conv2d.same(2, 3), graph.input());
    GraphBuilder.Source other =
        graph.add("other", new Conv2d(2, 2, 2, 2, Padding.VALID), graph.input());
    GraphBuilder.Source pool = graph.add("pool", new MaxPool2d(2, 2), conv);
    NetworkSpec spec = graph.build(graph.add("sum", new Add(), pool, other));
    assertThat(stages(spec).stream().map(Stage::name))
        .containsExactly("other", "conv + pool", "sum");
  }

  private static List<Stage> ofPair(int channels, Conv2d conv, Op pool) {
    return stages(
        NetworkSpec.chain(Shape.of(8, 8, channels)).then("conv", conv).then("pool", pool).build());
  }

  @Test
  void theKernelsOfOneChannelNeedABiasAndTheirOwnBorders() {
    MaxPool2d halving = new MaxPool2d(2, 2);
    assertThat(ofPair(1, new Conv2d(4, 3, 3, 1, Padding.all(1)), halving)).hasSize(1);
    assertThat(ofPair(1, new Conv2d(4, 3, 3, 1, Padding.VALID), halving)).hasSize(1);
    assertThat(ofPair(1, Conv2d.same(4, 3), new MaxPool2d(2, 2, Padding.SAME))).hasSize(1);
    assertThat(ofPair(1, Conv2d.same(4, 3).withoutBias(), halving)).hasSize(2);
    assertThat(ofPair(1, new Conv2d(4, 3, 3, 1, Padding.all(2)), halving)).hasSize(2);
    assertThat(ofPair(1, new Conv2d(4, 3, 3, 1, Padding.explicit(1, 1, 0, 0)), halving)).hasSize(2);
    assertThat(ofPair(1, Conv2d.same(4, 3), new MaxPool2d(2, 2, Padding.all(1)))).hasSize(2);
    assertThat(ofPair(1, Conv2d.same(4, 3), new AveragePool2d(2, 2))).hasSize(2);
  }

  /** Only then does each gradient behind the pooling go to one pixel before it. */
  @Test
  void onlyABiasInFrontOfMaxPoolingIsSummedBehindIt() {
    Conv2d conv = Conv2d.same(4, 3);
    assertThat(ofPair(2, conv, new MaxPool2d(3, 2, Padding.all(1))).get(0).pooledInto())
        .isPresent();
    assertThat(ofPair(2, conv, new MaxPool2d(3, 2, Padding.SAME)).get(0).pooledInto()).isPresent();
    assertThat(ofPair(2, conv.withoutBias(), new MaxPool2d(2, 2)).get(0).pooledInto()).isEmpty();
    assertThat(ofPair(2, conv, new AveragePool2d(2, 2)).get(0).pooledInto()).isEmpty();
  }
}
