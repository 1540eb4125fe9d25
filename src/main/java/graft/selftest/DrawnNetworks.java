package graft.selftest;

import graft.model.Add;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.ChainBuilder;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.random.Philox;
import graft.tensor.Shape;

/** Networks of random shapes around one kind of layer each, ending in a dense layer of logits. */
final class DrawnNetworks {
  static final int CLASSES = 10;

  private DrawnNetworks() {}

  static int between(Philox random, int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  private static Shape image(Philox random, int channels) {
    return Shape.of(between(random, 6, 13), between(random, 6, 13), channels);
  }

  static NetworkSpec convolution(Philox random, int kernel, int stride, Padding padding) {
    int filters = between(random, 1, 20);
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("conv", new Conv2d(filters, kernel, kernel, stride, padding))
            .then("flatten", new Flatten()));
  }

  static NetworkSpec conv2(Philox random) {
    return logits(
        NetworkSpec.chain(Shape.of(14, 14, 64))
            .then("conv2", Conv2d.same(64, 3))
            .then("flatten", new Flatten()));
  }

  static NetworkSpec convPool(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, 1))
            .then("conv", Conv2d.same(between(random, 1, 80), 3))
            .then("pool", new MaxPool2d(2, 2))
            .then("flatten", new Flatten()));
  }

  static NetworkSpec pooling(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("pool", new MaxPool2d(between(random, 2, 3), between(random, 1, 2)))
            .then("flatten", new Flatten()));
  }

  /** Even sizes, so that there is a row of zeros below and none above. */
  static NetworkSpec strided(Philox random) {
    int channels = between(random, 1, 20);
    Conv2d conv = new Conv2d(between(random, 1, 20), 3, 3, 2, Padding.SAME, false);
    return logits(
        NetworkSpec.chain(Shape.of(2 * between(random, 3, 6), 2 * between(random, 3, 6), channels))
            .then("conv", conv)
            .then("flatten", new Flatten()));
  }

  static NetworkSpec padded(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("pool", new MaxPool2d(between(random, 2, 3), 2, Padding.SAME))
            .then("flatten", new Flatten()));
  }

  static NetworkSpec means(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("pool", new AveragePool2d(3, between(random, 1, 2), Padding.all(1)))
            .then("mean", new GlobalAveragePool()));
  }

  static NetworkSpec relu(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 20)))
            .then("relu", new Relu())
            .then("flatten", new Flatten()));
  }

  static NetworkSpec batchNorm(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, between(random, 1, 80)))
            .then("norm", new BatchNorm())
            .then("relu", new Relu())
            .then("flatten", new Flatten()));
  }

  static NetworkSpec dropout(Philox random) {
    return logits(
        NetworkSpec.chain(Shape.of(between(random, 1, 300)))
            .then("dropout", new Dropout(random.nextDouble())));
  }

  static NetworkSpec dense(Philox random) {
    return logits(
        NetworkSpec.chain(Shape.of(between(random, 1, 300)))
            .then("dense", new Dense(between(random, 1, 100)))
            .then("relu", new Relu()));
  }

  /** A residual block: what is added is read by a convolution too. */
  static NetworkSpec sum(Philox random) {
    int channels = between(random, 1, 20);
    GraphBuilder graph = NetworkSpec.graph(image(random, channels));
    GraphBuilder.Source before =
        graph.add("conv1", Conv2d.same(between(random, 1, 20), 3), graph.input());
    GraphBuilder.Source branch = graph.add("conv2", Conv2d.same(channels, 3), before);
    GraphBuilder.Source sum = graph.add("sum", new Add(), branch, graph.input());
    return logits(graph, graph.add("relu", new Relu(), sum));
  }

  static NetworkSpec concatenation(Philox random) {
    GraphBuilder graph = NetworkSpec.graph(image(random, between(random, 1, 20)));
    GraphBuilder.Source left =
        graph.add("left", Conv2d.same(between(random, 1, 20), 3), graph.input());
    GraphBuilder.Source right =
        graph.add("right", Conv2d.same(between(random, 1, 20), 1), graph.input());
    return logits(graph, graph.add("both", new Concat(), left, right, graph.input()));
  }

  static NetworkSpec network(Philox random) {
    return logits(
        NetworkSpec.chain(image(random, 1))
            .then("conv1", Conv2d.same(between(random, 1, 20), 3))
            .then("pool1", new MaxPool2d(2, 2))
            .then("conv2", Conv2d.same(between(random, 1, 20), 3))
            .then("conv2-relu", new Relu())
            .then("pool2", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(between(random, 1, 40)))
            .then("fc1-relu", new Relu()));
  }

  private static NetworkSpec logits(ChainBuilder features) {
    return features.then("logits", new Dense(CLASSES)).build();
  }

  private static NetworkSpec logits(GraphBuilder graph, GraphBuilder.Source image) {
    GraphBuilder.Source features = graph.add("flatten", new Flatten(), image);
    return graph.build(graph.add("logits", new Dense(CLASSES), features));
  }
}
