package graft.nn;

import graft.model.Node;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is planned as one: a node, or neighbours that one pass over the data computes.
 *
 * @param kind how it is computed
 * @param nodes one or more, each the only reader of the one before
 * @param pooledInto of a convolution: the pooling node whose output's gradient has the same sums
 *     over pixels as the convolution's
 */
record Stage(Kind kind, List<Node> nodes, Optional<Node> pooledInto) {
  /** How a stage is computed. */
  enum Kind {
    /** One node as it is. */
    SINGLE,
    /** Dense, Relu. */
    DENSE_RELU,
    /** Add, Relu. */
    ADD_RELU,
    /** BatchNorm, Relu. */
    BATCH_NORM_RELU,
    /** Conv2d, BatchNorm by running statistics: by the convolution alone, without a gradient. */
    CONV_BATCH_NORM,
    /** Conv2d of 3x3 taps over one channel, MaxPool2d of 2x2 with stride 2. */
    ONE_CHANNEL_CONV_POOL
  }

  /** The first node: what the stage reads is its inputs. */
  Node first() {
    return nodes.get(0);
  }

  /** The last node, whose output the stage gives. */
  Node last() {
    return nodes.get(nodes.size() - 1);
  }

  /** The names of its nodes, for profiles. */
  String name() {
    return nodes.stream().map(Node::name).collect(Collectors.joining(" + "));
  }
}
