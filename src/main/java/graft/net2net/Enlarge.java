package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.Conv2d;
import graft.model.Dropout;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Padding;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Gives a trained network larger windows, or inputs with more channels. The new weights are 0, so
 * that it computes what it did, and learn from the first step on. The teacher is a value and stays
 * as it is.
 */
public final class Enlarge {
  private static final int ROWS = 1;
  private static final int COLUMNS = 2;

  private Enlarge() {}

  /**
   * A larger window for a convolution. The teacher's taps see the pixels that they saw: with k and
   * k' the windows' rows and o = top(k') - top(k) the rows of padding above that come with the
   * larger one, W'[r + o] = W[r], likewise in columns.
   *
   * <p>'Same' padding stays such, and its own rule says how much is above and left. Other padding
   * becomes {@linkplain Padding.Explicit explicit} and grows by k' - k, half of it above; where
   * that is odd, one more below. Either way the output keeps its size, whatever the stride and the
   * image.
   *
   * @param teacher the trained model
   * @param convolution the name of a convolution
   * @param height rows of the window, at least the teacher's
   * @param width columns of the window, at least the teacher's, and one of the two more
   * @throws IllegalArgumentException if there is no such convolution, or the window would not grow
   */
  public static Grown kernel(Model teacher, String convolution, int height, int width) {
    return kernel(teacher.spec(), convolution, height, width).grow(teacher);
  }

  /** The plan of {@link #kernel(Model, String, int, int)}. */
  static GrowthPlan kernel(NetworkSpec teacher, String convolution, int height, int width) {
    Node node = teacher.node(convolution);
    if (!(node.op() instanceof Conv2d old)) {
      throw new IllegalArgumentException(
          "node %s (%s) has no window with weights; expected a Conv2d"
              .formatted(convolution, node.op().kind()));
    }
    int moreRows = height - old.kernelHeight();
    int moreColumns = width - old.kernelWidth();
    if (moreRows < 0 || moreColumns < 0 || (moreRows == 0 && moreColumns == 0)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "node %s has a window of %d x %d, which cannot be enlarged to %d x %d; expected a"
                  + " larger one",
              convolution,
              old.kernelHeight(),
              old.kernelWidth(),
              height,
              width));
    }
    Shape image = teacher.shapeOf(node.input());
    Padding.Explicit borders = old.windows().borders(image);
    Padding padding =
        old.padding().equals(Padding.SAME)
            ? Padding.SAME
            : Padding.explicit(
                borders.top() + moreRows / 2,
                borders.bottom() + moreRows - moreRows / 2,
                borders.left() + moreColumns / 2,
                borders.right() + moreColumns - moreColumns / 2);
    Padding.Explicit wider = new Windows(height, width, old.stride(), padding).borders(image);
    Conv2d larger = new Conv2d(old.filters(), height, width, old.stride(), padding, old.bias());
    GrowthPlan plan =
        new GrowthPlan(teacher, replacing(teacher, node.withOp(larger)))
            .notFollowable("new taps have no taps of the teacher to follow");
    NodeParameter kernel = teacher.parametersOf(node).get(0);
    FeatureMap rows = taps(old.kernelHeight(), height, wider.top() - borders.top());
    FeatureMap columns = taps(old.kernelWidth(), width, wider.left() - borders.left());
    Shape higher = Shape.of(old.filters(), height, old.kernelWidth(), image.last());
    spread(plan, kernel.name(), AxisView.of(kernel.shape(), ROWS), ROWS, rows, 0);
    spread(plan, kernel.name(), AxisView.of(higher, COLUMNS), COLUMNS, columns, 0);
    return plan;
  }

  private static NetworkSpec replacing(NetworkSpec spec, Node changed) {
    return new NetworkSpec(
        spec.input(),
        spec.nodes().stream()
            .map(node -> node.name().equals(changed.name()) ? changed : node)
            .toList());
  }

  private static FeatureMap taps(int old, int now, int offset) {
    int[] from = new int[now];
    Arrays.fill(from, FeatureMap.NEW);
    for (int tap = 0; tap < old; tap++) {
      from[tap + offset] = tap;
    }
    return FeatureMap.of(old, from);
  }

  /** Makes a parameter longer along an axis, unless it has that length. */
  private static void spread(
      GrowthPlan plan, String parameter, AxisView view, int axis, FeatureMap map, double added) {
    if (!map.isIdentity()) {
      plan.change(
          parameter,
          plan.origin(parameter).along(axis, map),
          (before, precision) -> view.gather(before, map, position -> added));
    }
  }

  /**
   * More channels of the network's input, behind those that it has. All that read them get weights
   * of 0 for the new ones. Where the input is normalised first, gamma is 1 and beta 0, and the
   * running statistics of the new channels are to be measured ({@link Grown#unmeasured}). How
   * samples get their new channels, and {@link graft.model.Preprocessing}, is the caller's
   * business.
   *
   * @param teacher the trained model
   * @param channels how many the input will have (features, if it is flat), more than the teacher's
   * @throws IllegalArgumentException if they would not become more, or the input's channels are
   *     summed with units of the network's, or are among its outputs
   */
  public static Grown inputs(Model teacher, int channels) {
    return inputs(teacher.spec(), channels).grow(teacher);
  }

  /** The plan of {@link #inputs(Model, int)}. */
  static GrowthPlan inputs(NetworkSpec teacher, int channels) {
    int old = teacher.input().last();
    if (channels <= old) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network's input has %d channels and cannot have %d; expected more than %d",
              old,
              channels,
              old));
    }
    ChannelGroup group = requireOnlyRead(teacher);
    // Before maps of so many channels: refuses more than a tensor can have.
    NetworkSpec student = new NetworkSpec(teacher.input().withLast(channels), teacher.nodes());
    Map<String, FeatureMap> features = features(teacher, channels);
    GrowthPlan plan =
        new GrowthPlan(teacher, student)
            .notFollowable("new inputs have no inputs of the teacher to follow");
    for (String name : group.consumers()) {
      FeatureMap map = features.get(teacher.node(name).input());
      for (NodeParameter parameter : teacher.parametersOf(teacher.node(name))) {
        parameter
            .parameter()
            .axes()
            .inputs()
            .ifPresent(
                axis ->
                    spread(
                        plan,
                        parameter.name(),
                        AxisView.of(parameter.shape(), axis),
                        axis,
                        map,
                        0));
      }
    }
    for (String name : group.keepers()) {
      FeatureMap map = features.get(name);
      for (NodeParameter parameter : teacher.parametersOf(teacher.node(name))) {
        int axis = parameter.parameter().axes().units();
        double added = parameter.parameter().init() == Init.ONE ? 1 : 0;
        spread(plan, parameter.name(), AxisView.of(parameter.shape(), axis), axis, map, added);
      }
      plan.unmeasured(
          name,
          IntStream.range(0, map.length())
              .filter(channel -> map.from(channel) == FeatureMap.NEW)
              .boxed()
              .toList());
    }
    boolean drops =
        teacher.nodes().stream()
            .anyMatch(
                node -> node.op() instanceof Dropout && !features.get(node.name()).isIdentity());
    return drops ? plan.preserving(Preserves.INFERENCE) : plan;
  }

  /** Refuses networks in which the input's channels are more than read by kernels. */
  private static ChannelGroup requireOnlyRead(NetworkSpec spec) {
    ChannelGroups groups = new ChannelGroups(spec);
    ChannelGroup group = groups.of(NetworkSpec.INPUT);
    if (group.output()) {
      throw new IllegalArgumentException(
          "the input's channels are among the outputs, which node %s gives, and cannot become more; expected a Conv2d or Dense between"
              .formatted(spec.output().name()));
    }
    if (!group.makers().isEmpty()) {
      throw new IllegalArgumentException(
          "the input's channels are summed, in %s, with those of %s, and cannot become more; expected a Conv2d or Dense between"
              .formatted(sums(spec, groups.classes()), String.join(", ", group.makers())));
    }
    return group;
  }

  /** The sums that hold channels of the input. */
  private static String sums(NetworkSpec spec, ChannelClasses classes) {
    Set<Integer> input =
        Arrays.stream(classes.of(NetworkSpec.INPUT)).boxed().collect(Collectors.toSet());
    return spec.nodes().stream()
        .filter(node -> spec.flowOf(node) instanceof ChannelFlow.Joins)
        .map(Node::name)
        .filter(name -> Arrays.stream(classes.of(name)).anyMatch(input::contains))
        .collect(Collectors.joining(", "));
  }

  /** Where each value has which channels; those of sums agree, or they would be refused. */
  private static Map<String, FeatureMap> features(NetworkSpec spec, int channels) {
    int[] from = new int[channels];
    Arrays.setAll(from, channel -> channel < spec.input().last() ? channel : FeatureMap.NEW);
    Map<String, FeatureMap> features = new HashMap<>();
    features.put(NetworkSpec.INPUT, FeatureMap.of(spec.input().last(), from));
    for (Node node : spec.nodes()) {
      ChannelFlow flow = spec.flowOf(node);
      FeatureMap first = features.get(node.inputs().get(0));
      FeatureMap map = first;
      if (flow instanceof ChannelFlow.Makes makes) {
        map = FeatureMap.identity(makes.units());
      } else if (flow instanceof ChannelFlow.Stacks) {
        map = FeatureMap.stack(node.inputs().stream().map(features::get).toList());
      } else if (flow instanceof ChannelFlow.Spreads spreads) {
        map = first.spread(spreads.pixels());
      }
      features.put(node.name(), map);
    }
    return features;
  }
}
