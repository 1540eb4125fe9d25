package graft.net2net;

import graft.model.BatchNorm;
import graft.model.Dense;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Op;
import graft.model.Parameter;
import graft.model.Relu;
import graft.model.Statistics;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Gives a trained network more nodes. The teacher is a value and stays as it is. All that read the
 * node in front of the added ones then read the last of them.
 *
 * <p>Where only the node to deepen is named, another of its kind is put behind it: a convolution
 * with the same window and filters, stride 1 and 'same' padding, or a dense node with the same
 * units. If a ReLU is all that reads the node, the new one gets its own, and both go behind that
 * ReLU.
 *
 * <p>How new nodes are called: the first of those put behind {@code conv2} is {@code conv2-deeper},
 * the others add their kind to that, {@code conv2-deeper-norm}, {@code conv2-deeper-relu}, {@code
 * conv2-deeper-add}, and from the second of a kind on a number, {@code conv2-deeper-conv2}. Where
 * one of these names is taken, or another that begins with {@code conv2-deeper-}, it is {@code
 * conv2-deeper2}, {@code conv2-deeper3} and so on. Behind a node that was itself added, such as
 * {@code conv2-deeper-relu}, the names begin as behind {@code conv2}.
 */
public final class Deepen {
  private Deepen() {}

  /**
   * Net2DeeperNet for a node of the teacher; see {@link #net2deeper(Model, String, List)}.
   *
   * @param teacher the trained model
   * @param node the name of a convolution with an odd window, or of a dense node with a ReLU
   * @throws IllegalArgumentException if the node is another
   */
  public static Grown net2deeper(Model teacher, String node) {
    return net2deeper(teacher.spec(), another(teacher.spec(), node)).grow(teacher);
  }

  /**
   * Net2DeeperNet (Chen, Goodfellow, Shlens 2016, arXiv 1511.05641, section "Net2DeeperNet"): the
   * added nodes compute the identity, so the student computes what its teacher did. A convolution
   * [K, R, S, K] has 1 at ((R - 1) / 2, (S - 1) / 2) from each channel to itself, a dense node the
   * identity matrix; biases are 0. A ReLU is the identity on what another ReLU has passed: relu(I
   * relu(v)) = relu(v).
   *
   * @param teacher the trained model
   * @param after the name of the node to put them behind
   * @param added convolutions (odd window, stride 1, 'same' padding, as many filters as channels),
   *     dense nodes (as many units as inputs), and, where the output of {@code after} is never
   *     negative, ReLUs
   * @throws IllegalArgumentException if there is no such node, a name is taken, or an op cannot
   *     compute the identity there
   */
  public static Grown net2deeper(Model teacher, String after, List<NamedOp> added) {
    return net2deeper(teacher.spec(), Insertion.chain(after, added)).grow(teacher);
  }

  private static GrowthPlan net2deeper(NetworkSpec teacher, Insertion insertion) {
    return passingOn(teacher, insertion, Optional.empty());
  }

  /**
   * Net2DeeperNet with normalisation: behind a block of convolution (or dense node), BatchNorm and
   * ReLU another one that computes the identity. Its convolution is as for {@link
   * #net2deeper(Model, String)}, with a bias if the block has one. Its BatchNorm has the epsilon
   * and momentum of the block's and gives back what it got: with mean and variance of what it gets,
   * running mean = mean, running variance = variance, gamma = sqrt(variance + epsilon), beta =
   * mean. That is exact in inference. In training the statistics of a batch differ from those of
   * all data, so there it is not.
   *
   * @param teacher the trained model
   * @param node the name of one of the block's nodes; a block without ReLU gets none, one without
   *     BatchNorm one with Keras' numbers
   * @param statistics of what leaves the node {@link #normalisedBehind}, over data
   * @throws IllegalArgumentException if the node is part of no block, or the statistics are of
   *     another number of channels
   */
  public static Grown normalised(Model teacher, String node, Statistics statistics) {
    return normalised(teacher.spec(), node, statistics).grow(teacher);
  }

  /** The plan of {@link #normalised(Model, String, Statistics)}. */
  static GrowthPlan normalised(NetworkSpec teacher, String node, Statistics statistics) {
    PlainBlock block = PlainBlock.with(teacher, node);
    Node maker = block.maker();
    BlockBuilder builder = new BlockBuilder(teacher, maker.name());
    String after = block.end().name();
    String last = builder.add(maker.op().another().orElseThrow(), after);
    last = builder.add(block.norm().map(Node::op).orElse(new BatchNorm()), last);
    if (block.relu().isPresent()) {
      builder.add(new Relu(), last);
    }
    return passingOn(teacher, builder.behind(after), Optional.of(statistics));
  }

  /**
   * Behind which node {@link #normalised(Model, String, Statistics)} puts the new ones: the last of
   * the block. The statistics are those of its output.
   *
   * @param teacher the network
   * @param node the name of one of the block's nodes
   * @throws IllegalArgumentException if the node is part of no block
   */
  public static String normalisedBehind(NetworkSpec teacher, String node) {
    return PlainBlock.with(teacher, node).end().name();
  }

  /**
   * As {@link #net2deeper(Model, String, List)}, with BatchNorms among the added nodes.
   *
   * @param teacher the trained model
   * @param after the name of the node to put them behind
   * @param added as there, and BatchNorms
   * @param statistics of what leaves {@code after}, over data
   * @throws IllegalArgumentException as there, or if the statistics are of another number of
   *     channels
   */
  public static Grown normalised(
      Model teacher, String after, List<NamedOp> added, Statistics statistics) {
    Insertion insertion = Insertion.chain(after, added);
    return passingOn(teacher.spec(), insertion, Optional.of(statistics)).grow(teacher);
  }

  private static GrowthPlan passingOn(
      NetworkSpec teacher, Insertion insertion, Optional<Statistics> statistics) {
    Map<String, double[]> identity = insertion.identity(teacher, statistics);
    GrowthPlan plan = insertion.plan(teacher);
    identity.forEach((name, values) -> plan.add(name, values::clone));
    return insertion.norms(teacher).isEmpty() ? plan : plan.preserving(Preserves.INFERENCE);
  }

  /**
   * The baseline: the nodes of {@link #net2deeper(Model, String)} with {@linkplain Init#GLOROT
   * initial} weights, which forget what the teacher passed on.
   *
   * @param teacher the trained model
   * @param node the name of a convolution, or of a dense node with a ReLU
   * @param random gives the kernels
   * @throws IllegalArgumentException if the node is another
   */
  public static Grown randomInit(Model teacher, String node, Philox random) {
    return randomInit(teacher, node, Init.GLOROT, random);
  }

  /**
   * The baseline with other weights.
   *
   * @param teacher the trained model
   * @param node the name of a convolution, or of a dense node with a ReLU
   * @param kernels how kernels are drawn, {@link Init#GLOROT} or {@link Init#HE}
   * @param random gives the kernels
   * @throws IllegalArgumentException if the node is another
   */
  public static Grown randomInit(Model teacher, String node, Init kernels, Philox random) {
    return random(teacher.spec(), another(teacher.spec(), node), kernels, random).grow(teacher);
  }

  /**
   * The baseline with any nodes that keep the shape, and Glorot's weights.
   *
   * @param teacher the trained model
   * @param after the name of the node to put them behind
   * @param added from input to output
   * @param random gives the kernels
   * @throws IllegalArgumentException as {@link #randomInit(Model, String, List, Init, Philox)} does
   */
  public static Grown randomInit(Model teacher, String after, List<NamedOp> added, Philox random) {
    return randomInit(teacher, after, added, Init.GLOROT, random);
  }

  /**
   * The baseline with any nodes that keep the shape.
   *
   * @param teacher the trained model
   * @param after the name of the node to put them behind
   * @param added from input to output; statistics of BatchNorms are to be measured
   * @param kernels how kernels are drawn, {@link Init#GLOROT} or {@link Init#HE}
   * @param random gives the kernels
   * @throws IllegalArgumentException if there is no such node, a name is taken, or the added ones
   *     change the shape that others read
   */
  public static Grown randomInit(
      Model teacher, String after, List<NamedOp> added, Init kernels, Philox random) {
    return random(teacher.spec(), Insertion.chain(after, added), kernels, random).grow(teacher);
  }

  private static GrowthPlan random(
      NetworkSpec teacher, Insertion insertion, Init kernels, Philox random) {
    GrowthPlan plan = insertion.plan(teacher).preserving(Preserves.NOWHERE);
    for (NodeParameter named : insertion.parameters(teacher)) {
      Parameter parameter = named.parameter();
      Init init = parameter.role().equals(Parameter.KERNEL) ? kernels : parameter.init();
      plan.add(named.name(), () -> Numbers.of(init.draw(parameter, random)));
    }
    insertion.norms(teacher).forEach(plan::unmeasured);
    return plan;
  }

  /**
   * Another block like the one that a node is part of, behind it and with copies of its weights, as
   * FRAGrow (AAAI 2024) grows plain networks. Does not preserve the function. BatchNorms have their
   * original's statistics too.
   *
   * @param teacher the trained model
   * @param node the name of one of the block's nodes: a convolution that keeps the shape (or a
   *     dense node that does), its BatchNorm if it has one, and its ReLU
   * @throws IllegalArgumentException if the node is part of no block, that has no ReLU, or its
   *     convolution changes the shape
   */
  public static Grown copy(Model teacher, String node) {
    return copy(teacher.spec(), node).grow(teacher);
  }

  /** The plan of {@link #copy(Model, String)}. */
  static GrowthPlan copy(NetworkSpec teacher, String node) {
    PlainBlock block = PlainBlock.with(teacher, node);
    Node maker = block.maker();
    if (block.relu().isEmpty()) {
      throw new IllegalArgumentException(
          "the block %s has no ReLU of its own and cannot be copied behind itself; expected one"
              .formatted(block.text()));
    }
    Shape before = teacher.shapeOf(maker.input());
    Shape behind = teacher.shapeOf(maker.name());
    if (!behind.equals(before)) {
      throw new IllegalArgumentException(
          "node %s makes %s of %s and cannot be copied behind itself; expected one that keeps the shape"
              .formatted(maker.name(), behind, before));
    }
    return BlockCopy.of(teacher, block.nodes(), maker.input(), maker.name())
        .plan(teacher, Set.of());
  }

  /**
   * Another op of the same kind and, where only a ReLU reads the node, another ReLU behind both.
   */
  private static Insertion another(NetworkSpec spec, String name) {
    Node node = spec.node(name);
    Op another =
        node.op()
            .another()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "node %s (%s) has no weights to deepen; expected a Conv2d or Dense"
                            .formatted(name, node.op().kind())));
    List<Node> consumers = spec.consumersOf(name);
    BlockBuilder block = new BlockBuilder(spec, name);
    if (consumers.size() == 1 && consumers.get(0).op() instanceof Relu relu) {
      String after = consumers.get(0).name();
      block.add(relu, block.add(another, after));
      return block.behind(after);
    }
    if (node.op() instanceof Dense) {
      throw new IllegalArgumentException(
          "node %s is read by %s, so another Dense behind it would add nothing; expected a Relu and nothing else"
              .formatted(name, consumers.isEmpty() ? "nothing" : namesAndKinds(consumers)));
    }
    block.add(another, name);
    return block.behind(name);
  }

  private static String namesAndKinds(List<Node> nodes) {
    return nodes.stream()
        .map(node -> node.op().kind() + " '" + node.name() + "'")
        .collect(Collectors.joining(", "));
  }
}
