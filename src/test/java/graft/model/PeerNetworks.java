package graft.model;

import graft.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The networks that PyTorch's figures are of, by the name of their case ({@code docs/peers.md}). A
 * node's name is the one by which the file calls its parameters.
 */
public final class PeerNetworks {
  /** Those of a small network's 20 steps, by an optimizer each. */
  public static final List<String> TRAINED =
      List.of(
          "sgd-momentum",
          "sgd-nesterov",
          "sgd-decay-of-all",
          "sgd-nesterov-decay-of-kernels",
          "sgd-clipped",
          "adamw",
          "adamw-decay-of-all",
          "adamw-decay-of-kernels");

  /** The case of a pass in inference, which has no gradients. */
  public static final String INFERENCE = "batchnorm-inference";

  private static final Map<String, Function<Shape, NetworkSpec>> SPECS = new LinkedHashMap<>();

  static {
    op("conv-3x3-same", "conv", Conv2d.same(3, 3));
    op("conv-3x3-valid", "conv", new Conv2d(3, 3, 3, 1, Padding.VALID));
    op("conv-3x3-stride2-same", "conv", new Conv2d(3, 3, 3, 2, Padding.SAME));
    op("conv-1x1", "conv", Conv2d.same(3, 1));
    op("conv-5x5-same", "conv", Conv2d.same(3, 5));
    op("conv-5x3-stride2-valid", "conv", new Conv2d(3, 5, 3, 2, Padding.VALID));
    op("conv-3x3-no-bias", "conv", Conv2d.same(3, 3).withoutBias());
    op("conv-3x3-stride2-pad1", "conv", new Conv2d(3, 3, 3, 2, Padding.all(1)).withoutBias());
    op("conv-3x3-stride2-uneven", "conv", new Conv2d(3, 3, 3, 2, Padding.SAME));
    op("conv-1x1-stride2-no-bias", "conv", new Conv2d(3, 1, 1, 2, Padding.VALID).withoutBias());
    op("conv-5x5-stride2-uneven", "conv", new Conv2d(3, 5, 5, 2, Padding.SAME).withoutBias());
    op("conv-2x3-four-pads", "conv", new Conv2d(3, 2, 3, 1, Padding.explicit(0, 1, 2, 0)));
    op("max-3x3-stride2-pad1", "pool", new MaxPool2d(3, 2, Padding.all(1)));
    op("max-3x3-stride2-uneven", "pool", new MaxPool2d(3, 2, Padding.SAME));
    op("average-2x2", "pool", new AveragePool2d(2, 2, Padding.VALID));
    op("average-3x3-stride2-pad1", "pool", new AveragePool2d(3, 2, Padding.all(1)));
    op("average-3x3-stride1-pad1", "pool", new AveragePool2d(3, 1, Padding.all(1)));
    op("average-global", "pool", new GlobalAveragePool());
    op("max-2x2", "pool", new MaxPool2d(2, 2));
    op("max-3x3-stride2", "pool", new MaxPool2d(3, 2));
    op("batchnorm-training", "bn", new BatchNorm());
    op(INFERENCE, "bn", new BatchNorm());
    op("batchnorm-training-mean-1000", "bn", new BatchNorm());
    graph("network-residual", (to, x) -> residual(to, x, 3, 1));
    graph("network-residual-down", (to, x) -> residual(to, x, 4, 2));
    op("dense", "fc", new Dense(5));
    op("relu", "relu", new Relu());
    chain(
        "conv-one-channel-max-2x2",
        to -> to.then("conv", Conv2d.same(3, 3)).then("pool", new MaxPool2d(2, 2)));
    chain("flatten-dense", to -> to.then("flatten", new Flatten()).then("fc", new Dense(5)));
    chain("dense-relu", to -> to.then("fc", new Dense(8)).then("relu", new Relu()));
    graph("add", (to, x) -> to.add("sum", new Add(), oneByOne(to, x, 3), x, relu(to, x)));
    graph("concat", (to, x) -> to.add("all", new Concat(), oneByOne(to, x, 2), x, relu(to, x)));
    chain(
        "network-plain",
        to ->
            to.then("conv", Conv2d.same(4, 3))
                .then("conv-relu", new Relu())
                .then("pool", new MaxPool2d(2, 2))
                .then("flatten", new Flatten())
                .then("fc1", new Dense(6))
                .then("fc1-relu", new Relu())
                .then("fc2", new Dense(4)));
    graph("network-branches", PeerNetworks::branches);
    for (String name : TRAINED) {
      chain(
          name,
          to ->
              to.then("conv", Conv2d.same(3, 3))
                  .then("relu", new Relu())
                  .then("pool", new MaxPool2d(2, 2))
                  .then("flatten", new Flatten())
                  .then("fc", new Dense(4)));
    }
  }

  private PeerNetworks() {}

  /** The cases of one forward and backward pass in training. */
  public static Set<String> onePass() {
    Set<String> names = new LinkedHashSet<>(SPECS.keySet());
    TRAINED.forEach(names::remove);
    names.remove(INFERENCE);
    return names;
  }

  /** The network of a case, with the parameters that the case began with. */
  public static Model model(String name) {
    PeerFigures figures = PeerFigures.of(name);
    return figures.model(SPECS.get(name).apply(figures.sample()));
  }

  private static void op(String name, String node, Op op) {
    chain(name, to -> to.then(node, op));
  }

  private static void chain(String name, UnaryOperator<ChainBuilder> nodes) {
    SPECS.put(name, sample -> nodes.apply(NetworkSpec.chain(sample)).build());
  }

  private static void graph(
      String name, BiFunction<GraphBuilder, GraphBuilder.Source, GraphBuilder.Source> nodes) {
    SPECS.put(
        name,
        sample -> {
          GraphBuilder graph = NetworkSpec.graph(sample);
          return graph.build(nodes.apply(graph, graph.input()));
        });
  }

  private static GraphBuilder.Source oneByOne(GraphBuilder to, GraphBuilder.Source x, int filters) {
    return to.add("conv", Conv2d.same(filters, 1), x);
  }

  private static GraphBuilder.Source relu(GraphBuilder to, GraphBuilder.Source x) {
    return to.add(x.name() + "-relu", new Relu(), x);
  }

  private static GraphBuilder.Source branches(GraphBuilder to, GraphBuilder.Source x) {
    GraphBuilder.Source stem = relu(to, to.add("stem", Conv2d.same(3, 3), x));
    GraphBuilder.Source branch = to.add("branch", Conv2d.same(3, 3), stem);
    GraphBuilder.Source sum = relu(to, to.add("sum", new Add(), branch, stem));
    GraphBuilder.Source both = to.add("both", new Concat(), sum, stem);
    return to.add("fc", new Dense(4), to.add("flatten", new Flatten(), both));
  }

  private static GraphBuilder.Source residual(
      GraphBuilder to, GraphBuilder.Source x, int filters, int stride) {
    GraphBuilder.Source stem = relu(to, normalised(to, "stem", x, 3, 3, 1));
    GraphBuilder.Source a = relu(to, normalised(to, "a", stem, filters, 3, stride));
    GraphBuilder.Source b = normalised(to, "b", a, filters, 3, 1);
    GraphBuilder.Source skip =
        stride == 1 ? stem : normalised(to, "shortcut", stem, filters, 1, stride);
    GraphBuilder.Source sum = relu(to, to.add("sum", new Add(), b, skip));
    return to.add("fc", new Dense(4), to.add("mean", new GlobalAveragePool(), sum));
  }

  private static GraphBuilder.Source normalised(
      GraphBuilder to, String name, GraphBuilder.Source x, int filters, int window, int stride) {
    Conv2d conv = new Conv2d(filters, window, window, stride, Padding.all(window / 2), false);
    return to.add(name + "-bn", new BatchNorm(), to.add(name, conv, x));
  }
}
