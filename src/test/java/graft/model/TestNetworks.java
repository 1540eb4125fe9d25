package graft.model;

import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Networks, weights, samples and labels drawn at random for tests, small enough to be many. */
public final class TestNetworks {
  private TestNetworks() {}

  /**
   * Chains of every kind of op with one input: images (odd and even sizes, one channel and more,
   * strides, all paddings, oblong windows, with and without bias) through up to 3 convolutions into
   * dense nodes, or dense nodes alone.
   */
  public static Arbitrary<NetworkSpec> chains() {
    return Arbitraries.randomValue(random -> RandomChain.draw(new Philox(random.nextLong(), 7)));
  }

  /**
   * Graphs with sums and concatenations: nodes with several consumers, one node twice in a sum or a
   * concatenation, branches of unequal depth, the input as an operand of a sum. Each has an {@link
   * Add} or a {@link Concat}.
   */
  public static Arbitrary<NetworkSpec> graphs() {
    return Arbitraries.randomValue(random -> RandomGraph.draw(new Philox(random.nextLong(), 7)));
  }

  /**
   * Half of them as they are, half with some nodes frozen, each that has parameters as likely as
   * not, and one left to train: frozen ones stand in front of trained ones, behind, and between.
   */
  public static Arbitrary<NetworkSpec> partlyFrozen(Arbitrary<NetworkSpec> whole) {
    return Combinators.combine(whole, Arbitraries.longs())
        .as((spec, seed) -> partlyFrozen(spec, new Philox(seed, 12)));
  }

  private static NetworkSpec partlyFrozen(NetworkSpec spec, Philox random) {
    if (random.nextInt(2) == 0) {
      return spec;
    }
    List<String> names = spec.parameters().stream().map(NodeParameter::node).distinct().toList();
    String trained = names.get(random.nextInt(names.size()));
    Set<String> frozen = new HashSet<>();
    for (String name : names) {
      if (random.nextInt(2) == 0 && !name.equals(trained)) {
        frozen.add(name);
      }
    }
    return spec.frozen(frozen);
  }

  /** Sizes of batches: 1 as often as all of 2 to 5 together. */
  public static Arbitrary<Integer> batches() {
    return Combinators.combine(Arbitraries.of(true, false), Arbitraries.integers().between(2, 5))
        .as((one, more) -> one ? 1 : more);
  }

  /** The teacher of the experiment, narrower, with its nodes' names: 9 x 7 pixels, 5 classes. */
  public static NetworkSpec smallTeacher(int conv1, int conv2, int fc1) {
    return NetworkSpec.chain(Shape.of(9, 7, 1))
        .then("conv1", Conv2d.same(conv1, 3))
        .then("pool1", new MaxPool2d(2, 2))
        .then("conv2", Conv2d.same(conv2, 3))
        .then("pool2", new MaxPool2d(2, 2))
        .then("flatten", new Flatten())
        .then("fc1", new Dense(fc1))
        .then("fc1-relu", new Relu())
        .then("fc2", new Dense(5))
        .build();
  }

  /**
   * The batch, or 2 where that is 1 and leaves a {@link BatchNorm} one value a channel, which
   * cannot be trained.
   */
  public static int trainable(NetworkSpec spec, int batch) {
    boolean single =
        spec.nodes().stream()
            .filter(node -> node.op() instanceof BatchNorm && !node.frozen())
            .map(node -> spec.shapeOf(node.name()))
            .anyMatch(shape -> shape.elements() == shape.last());
    return single ? Math.max(2, batch) : batch;
  }

  /** Whether training computes the same logits as inference. */
  public static boolean knowsNoModes(NetworkSpec spec) {
    return spec.nodes().stream()
        .noneMatch(node -> node.op() instanceof BatchNorm || node.op() instanceof Dropout);
  }

  /**
   * Kernels as they are initialised; biases from [-1, 1), so that a forgotten bias shows. What is 1
   * at first comes from [0.5, 1.5), and half of it with a minus unless it is a variance.
   */
  public static Model model(NetworkSpec spec, long seed) {
    Philox random = new Philox(seed, 8);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (NodeParameter named : spec.parameters()) {
      Parameter parameter = named.parameter();
      tensors.put(named.name(), drawn(parameter, random));
    }
    return Model.of(spec, tensors);
  }

  private static HostTensor drawn(Parameter parameter, Philox random) {
    if (parameter.init() != Init.ZERO && parameter.init() != Init.ONE) {
      return parameter.init().draw(parameter, random);
    }
    float[] values = uniform(parameter.shape().elements(), random);
    if (parameter.init() == Init.ONE) {
      for (int i = 0; i < values.length; i++) {
        float size = 1 + Math.abs(values[i]) - 0.5f;
        values[i] = isVariance(parameter) ? size : Math.copySign(size, values[i]);
      }
    }
    return HostTensor.of(parameter.shape(), values);
  }

  private static boolean isVariance(Parameter parameter) {
    return parameter.role().equals(BatchNorm.VARIANCE);
  }

  /** A batch from [-1, 1), flat, {@code [batch, ...]}. */
  public static float[] samples(NetworkSpec spec, int batch, long seed) {
    return uniform(batch * spec.input().elements(), new Philox(seed, 9));
  }

  /** A label for each sample of a batch. */
  public static int[] labels(NetworkSpec spec, int batch, long seed) {
    Philox random = new Philox(seed, 10);
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(spec.outputShape().elements());
    }
    return labels;
  }

  private static float[] uniform(int count, Philox random) {
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return numbers;
  }
}
