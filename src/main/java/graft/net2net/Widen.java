package graft.net2net;

import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Parameter;
import graft.random.Philox;

/**
 * Gives a trained network's convolution or dense node more units. The teacher is a value and stays
 * as it is.
 *
 * <p>Widening a node widens its {@linkplain ChannelGroup group of channels}: the node gets units,
 * and its consumers, the next convolutions or dense nodes, read them. Pooling, ReLU and flattening
 * in between keep channels apart and pass them through. Channels that reach an {@code Add} or a
 * {@code Concat} cannot be widened yet.
 */
public final class Widen {
  /** Standard deviation of random-pad's weights, and value of its biases. */
  private static final double PAD = 0.1;

  private Widen() {}

  /**
   * Net2WiderNet (Chen, Goodfellow, Shlens 2016, arXiv 1511.05641, section "Net2WiderNet"): added
   * units copy the teacher's units, drawn uniformly with replacement, and the copies share the
   * outgoing weights. With g the map of units, W the teacher's and U the student's kernels of the
   * node (1) and of a consumer (2):
   *
   * <pre>
   *   U1[k, j] = W1[k, g(j)]      U2[j, h] = W2[g(j), h] / |{x : g(x) = g(j)}|
   * </pre>
   *
   * <p>Keras' example (examples/mnist_net2net.py) adds noise to the replicas' outgoing weights:
   * {@link SymmetryBreaking#EXAMPLE_NOISE}.
   *
   * @param teacher the trained model
   * @param node the name of a convolution or dense node, not the last
   * @param newWidth its new number of filters or units, larger than the teacher's
   * @param breaking what tells the copies apart
   * @param random gives first the map, then what breaks the symmetry, consumer after consumer in
   *     the network's order
   * @throws IllegalArgumentException if there is no such node, it has no units of its own, they
   *     reach an Add, a Concat or the output, or would not become more
   */
  public static Widening net2wider(
      Model teacher, String node, int newWidth, SymmetryBreaking breaking, Philox random) {
    WiderGroup group = new WiderGroup(teacher, node);
    NetworkSpec spec = group.widened(newWidth);
    ReplicaMap map = ReplicaMap.draw(group.width(), newWidth, random);
    return replicate(group, node, spec, map, breaking, random);
  }

  /**
   * Net2WiderNet with a map that is given instead of drawn.
   *
   * @param teacher the trained model
   * @param node the name of a convolution or dense node, not the last
   * @param map which of the node's units each of the student's copies
   * @param breaking what tells the copies apart
   * @param random gives what breaks the symmetry
   * @throws IllegalArgumentException if there is no such node, it has no units of its own, they
   *     reach an Add, a Concat or the output, or the map is of another number of units
   */
  public static Widening net2wider(
      Model teacher, String node, ReplicaMap map, SymmetryBreaking breaking, Philox random) {
    WiderGroup group = new WiderGroup(teacher, node);
    if (map.teacherWidth() != group.width()) {
      throw new IllegalArgumentException(
          "node %s has %d units, but the replica map is of %d; expected a map of %d"
              .formatted(node, group.width(), map.teacherWidth(), group.width()));
    }
    return replicate(group, node, group.widened(map.studentWidth()), map, breaking, random);
  }

  /**
   * The baseline that does not preserve the function: the added units' incoming and outgoing
   * weights are normal with standard deviation 0.1, their biases 0.1; where they are normalised,
   * gamma and variance are 1, beta and mean 0.
   *
   * @param teacher the trained model
   * @param node the name of a convolution or dense node, not the last
   * @param newWidth its new number of filters or units, larger than the teacher's
   * @param random gives first the incoming weights, then the outgoing ones
   * @throws IllegalArgumentException as {@link #net2wider(Model, String, int, SymmetryBreaking,
   *     Philox)} does
   */
  public static Model randomPad(Model teacher, String node, int newWidth, Philox random) {
    WiderGroup group = new WiderGroup(teacher, node);
    UnitAxis.Source normal = UnitAxis.Source.normal(PAD, random);
    return group.student(
        group.widened(newWidth),
        (parameter, units, old) -> {
          boolean kernel = parameter.axes().inputs().isPresent();
          return units.pad(old, newWidth, kernel ? normal : () -> (float) PAD);
        },
        (parameter, units, old) -> units.pad(old, newWidth, initial(parameter)),
        (parameter, units, old) -> units.pad(old, newWidth, normal));
  }

  /** What the entries of normalisation are before training: 0 or 1. */
  private static UnitAxis.Source initial(Parameter parameter) {
    float value = parameter.init() == Init.ONE ? 1 : 0;
    return () -> value;
  }

  private static Widening replicate(
      WiderGroup group,
      String node,
      NetworkSpec spec,
      ReplicaMap map,
      SymmetryBreaking breaking,
      Philox random) {
    Model student =
        group.student(
            spec,
            (parameter, units, old) -> units.replicate(old, map),
            (parameter, units, old) -> units.replicate(old, map),
            (parameter, units, old) ->
                new OutgoingWeights(units, old, map).split(breaking, random));
    return new Widening(student, node, group.channels(), map);
  }
}
