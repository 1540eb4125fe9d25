package graft.net2net;

import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gives channels of a trained network copies, or company. The teacher is a value and stays as it
 * is.
 *
 * <p>Widening a node widens its {@linkplain ChannelGroup group of channels}: all that are summed
 * with them get as many more, and all who read them, the next convolutions or dense nodes, read
 * more. Pooling, ReLU, normalisation, flattening, sums and concatenations in between keep channels
 * apart and pass them through. Channels that the network's inputs or outputs hold, or that are
 * summed with such, stay as many: a node of which all are such cannot be widened, and where some
 * are, the others get copies.
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
   * <p>Biases and the four vectors of a normalisation are copied by g and never divided: so copies
   * have their original's statistics in training too.
   *
   * <p>Keras' example (examples/mnist_net2net.py) adds noise to the replicas' outgoing weights:
   * {@link SymmetryBreaking#EXAMPLE_NOISE}.
   *
   * @param teacher the trained model
   * @param node the name of a node whose channels are to become more
   * @param newWidth how many they will be, more than the teacher's
   * @param breaking what tells the copies apart
   * @param random gives first the map, then what breaks the symmetry, consumer after consumer in
   *     the network's order
   * @throws IllegalArgumentException if there is no such node, all its channels are the network's
   *     inputs or outputs or summed with them, or they cannot become so many
   */
  public static Widening net2wider(
      Model teacher, String node, int newWidth, SymmetryBreaking breaking, Philox random) {
    Objects.requireNonNull(breaking, "breaking");
    WiderGroup group = new WiderGroup(teacher.spec(), node);
    ReplicaMap map = group.draw(newWidth, random);
    Grown grown = copying(teacher.spec(), group, map, breaking, random).grow(teacher);
    return new Widening(grown, node, group.group(), map);
  }

  /**
   * Net2WiderNet with a map that is given instead of drawn.
   *
   * @param teacher the trained model
   * @param node the name of a node whose channels are to become more
   * @param map which of the node's channels each of the student's copies
   * @param breaking what tells the copies apart
   * @param random gives what breaks the symmetry
   * @throws IllegalArgumentException as the other, or if the map is of another number of units
   */
  public static Widening net2wider(
      Model teacher, String node, ReplicaMap map, SymmetryBreaking breaking, Philox random) {
    Objects.requireNonNull(breaking, "breaking");
    WiderGroup group = new WiderGroup(teacher.spec(), node);
    Grown grown = copying(teacher.spec(), group, map, breaking, random).grow(teacher);
    return new Widening(grown, node, group.group(), map);
  }

  /** The plan of {@link #net2wider}. */
  static GrowthPlan copying(
      NetworkSpec teacher,
      WiderGroup group,
      ReplicaMap map,
      SymmetryBreaking breaking,
      Philox random) {
    Map<String, FeatureMap> features = group.features(map, true);
    WideningPlan plan = new WideningPlan(teacher, group, features);
    Map<Integer, double[]> shares =
        group.sharesOfClasses(
            map,
            copies ->
                breaking instanceof SymmetryBreaking.UnitShares
                    ? drawnShares(copies, random)
                    : equalShares(copies));
    WideningPlan.Entries copies =
        (parameter, axis, to, before, precision) -> axis.gather(before, to, position -> 0);
    plan.makers(copies);
    plan.keepers(copies);
    plan.consumers(
        (parameter, axis, to, before, precision) ->
            split(
                new OutgoingWeights(axis, before, to, precision),
                breaking,
                () -> group.shares(teacher.node(parameter.node()).input(), to, shares),
                random));
    plan.shares(shares);
    if (breaking instanceof SymmetryBreaking.Noise) {
      plan.plan().preserving(Preserves.NOWHERE);
    }
    if (!(breaking instanceof SymmetryBreaking.None
        || breaking instanceof SymmetryBreaking.UnitShares)) {
      plan.plan().notFollowable("copies have no one share that is common to all who read them");
    }
    return plan.plan();
  }

  private static double[] equalShares(int copies) {
    double[] shares = new double[copies];
    Arrays.fill(shares, 1.0 / copies);
    return shares;
  }

  /** Flat Dirichlet, as {@link OutgoingWeights#randomShares} has it for each weight. */
  private static double[] drawnShares(int copies, Philox random) {
    double[] shares = new double[copies];
    double sum = 0;
    for (int i = 0; i < copies; i++) {
      shares[i] = -Math.log(1.0 - random.nextDouble());
      sum += shares[i];
    }
    for (int i = 0; i < copies; i++) {
      shares[i] /= sum;
    }
    return shares;
  }

  @FunctionalInterface
  private interface UnitShares {
    double[] get();
  }

  private static double[] split(
      OutgoingWeights weights, SymmetryBreaking breaking, UnitShares shares, Philox random) {
    if (breaking instanceof SymmetryBreaking.RandomShares) {
      return weights.randomShares(random);
    }
    if (breaking instanceof SymmetryBreaking.Noise noise) {
      return weights.noise(noise.fraction(), random);
    }
    if (breaking instanceof SymmetryBreaking.ZeroSumNoise noise) {
      return weights.zeroSumNoise(noise.fraction(), random);
    }
    return breaking instanceof SymmetryBreaking.UnitShares
        ? weights.unitShares(shares.get())
        : weights.equalShares();
  }

  /**
   * New units beside the teacher's instead of copies: their incoming weights are drawn, their
   * outgoing weights are 0. So the function is preserved, and the outgoing weights learn from the
   * first step on. Where the new channels are normalised, gamma is 1, beta 0, and the running
   * statistics are to be measured ({@link Grown#unmeasured}); until then they are 0 and 1.
   *
   * @param teacher the trained model
   * @param node the name of a node whose channels are to become more
   * @param newWidth how many they will be, more than the teacher's
   * @param init of the incoming weights, such as {@link Init#HE}
   * @param random gives the incoming weights
   * @throws IllegalArgumentException as {@link #net2wider(Model, String, int, SymmetryBreaking,
   *     Philox)} does
   */
  public static Grown newUnits(Model teacher, String node, int newWidth, Init init, Philox random) {
    return newUnits(teacher.spec(), node, newWidth, init, random).grow(teacher);
  }

  /** The plan of {@link #newUnits(Model, String, int, Init, Philox)}. */
  static GrowthPlan newUnits(
      NetworkSpec teacher, String node, int newWidth, Init init, Philox random) {
    WideningPlan plan = company(teacher, node, newWidth);
    plan.makers((of, axis, to, old, it) -> axis.gather(old, to, drawn(of, init, random)));
    plan.keepers((of, axis, to, old, it) -> axis.gather(old, to, initial(of)));
    plan.consumers((of, axis, to, old, it) -> axis.gather(old, to, position -> 0));
    return plan.plan();
  }

  /**
   * The baseline that does not preserve the function: the added units' incoming and outgoing
   * weights are normal with standard deviation 0.1, their biases 0.1; where they are normalised,
   * gamma and variance are 1, beta and mean 0.
   *
   * @param teacher the trained model
   * @param node the name of a node whose channels are to become more
   * @param newWidth how many they will be, more than the teacher's
   * @param random gives first the incoming weights, then the outgoing ones
   * @throws IllegalArgumentException as {@link #net2wider(Model, String, int, SymmetryBreaking,
   *     Philox)} does
   */
  public static Grown randomPad(Model teacher, String node, int newWidth, Philox random) {
    WideningPlan plan = company(teacher.spec(), node, newWidth);
    AxisView.Source normal = position -> (float) (PAD * random.nextGaussian());
    plan.makers(
        (of, axis, to, old, it) ->
            axis.gather(
                old, to, of.role().equals(Parameter.KERNEL) ? normal : position -> (float) PAD));
    plan.keepers((of, axis, to, old, it) -> axis.gather(old, to, initial(of)));
    plan.consumers((of, axis, to, old, it) -> axis.gather(old, to, normal));
    return plan.plan().preserving(Preserves.NOWHERE).grow(teacher);
  }

  /**
   * A baseline that does not preserve the function: the added units' incoming and outgoing weights
   * are drawn as those of an untrained network are.
   *
   * @param teacher the trained model
   * @param node the name of a node whose channels are to become more
   * @param newWidth how many they will be, more than the teacher's
   * @param init of the kernels, {@link Init#GLOROT} or {@link Init#HE}
   * @param random gives first the incoming weights, then the outgoing ones
   * @throws IllegalArgumentException as {@link #net2wider(Model, String, int, SymmetryBreaking,
   *     Philox)} does
   */
  public static Grown randomInit(
      Model teacher, String node, int newWidth, Init init, Philox random) {
    WideningPlan plan = company(teacher.spec(), node, newWidth);
    plan.makers((of, axis, to, old, it) -> axis.gather(old, to, drawn(of, init, random)));
    plan.keepers((of, axis, to, old, it) -> axis.gather(old, to, initial(of)));
    plan.consumers((of, axis, to, old, it) -> axis.gather(old, to, drawn(of, init, random)));
    return plan.plan().preserving(Preserves.NOWHERE).grow(teacher);
  }

  /** Room for new channels. */
  private static WideningPlan company(NetworkSpec teacher, String node, int newWidth) {
    WiderGroup group = new WiderGroup(teacher, node);
    Map<String, FeatureMap> features = group.features(group.last(newWidth), false);
    WideningPlan plan = new WideningPlan(teacher, group, features);
    plan.plan().notFollowable("new units have no units of the teacher to follow");
    for (String keeper : group.group().keepers()) {
      plan.plan().unmeasured(keeper, added(features.get(keeper)));
    }
    return plan;
  }

  private static List<Integer> added(FeatureMap map) {
    List<Integer> added = new ArrayList<>();
    for (int i = 0; i < map.length(); i++) {
      if (map.from(i) == FeatureMap.NEW) {
        added.add(i);
      }
    }
    return added;
  }

  /** Of kernels as told, of all else as it is before training. */
  private static AxisView.Source drawn(NodeParameter parameter, Init init, Philox random) {
    boolean kernel = parameter.role().equals(Parameter.KERNEL);
    HostTensor drawn =
        (kernel ? init : parameter.parameter().init()).draw(parameter.parameter(), random);
    return drawn::get;
  }

  /** What the entries of normalisation are before training: 0 or 1. */
  private static AxisView.Source initial(NodeParameter parameter) {
    float value = parameter.parameter().init() == Init.ONE ? 1 : 0;
    return position -> value;
  }
}
