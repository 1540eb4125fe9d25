package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.random.Philox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The channels of a node, about to get copies, and all channels that are the same to growth: how
 * many of which there will be, and where each value of the network will have them.
 */
final class WiderGroup {
  private final NetworkSpec spec;
  private final String node;
  private final ChannelClasses classes;
  private final ChannelGroup group;

  /** The classes of the node's channels. */
  private final int[] channels;

  private final CopyableChannels copyable;

  /**
   * Finds the group.
   *
   * @param node whose channels are to become more: one that makes them, or that they pass through
   * @throws IllegalArgumentException if there is no such node, or it has no channels that can
   *     become more, since all are the network's inputs or outputs, or summed with them
   */
  WiderGroup(NetworkSpec spec, String node) {
    Node named = spec.node(node);
    ChannelGroups groups = new ChannelGroups(spec);
    this.spec = spec;
    this.node = node;
    this.classes = groups.classes();
    this.group = groups.of(node);
    this.channels = classes.of(node);
    this.copyable = new CopyableChannels(node, channels, fixed());
    if (spec.flowOf(named) instanceof ChannelFlow.Spreads) {
      throw new IllegalArgumentException(
          "node %s (%s) has each channel several times; expected the node that it reads, %s"
              .formatted(node, named.op().kind(), named.input()));
    }
    if (copyable.areNone() && group.output()) {
      throw new IllegalArgumentException(
          "node %s gives the network's outputs and cannot be widened; expected a node with a Conv2d or Dense behind it"
              .formatted(node));
    }
    if (copyable.areNone()) {
      throw new IllegalArgumentException(
          "the channels of node %s are %s the network's inputs, whose number is fixed; expected a node whose channels are its own"
              .formatted(node, whereInputsJoin()));
    }
  }

  /** The classes that the network's inputs or outputs hold. */
  private BitSet fixed() {
    BitSet fixed = new BitSet(classes.count());
    Arrays.stream(classes.of(NetworkSpec.INPUT)).forEach(fixed::set);
    Arrays.stream(classes.of(spec.output().name())).forEach(fixed::set);
    return fixed;
  }

  private String whereInputsJoin() {
    for (Node meeting : spec.nodes()) {
      if (spec.flowOf(meeting) instanceof ChannelFlow.Joins && touches(meeting.name())) {
        return "summed, in %s '%s', with".formatted(meeting.op().kind(), meeting.name());
      }
    }
    return "all";
  }

  private boolean touches(String value) {
    return Arrays.stream(classes.of(value)).anyMatch(copyable::has);
  }

  /** The nodes of the group. */
  ChannelGroup group() {
    return group;
  }

  /** The number of the node's channels in the teacher. */
  int width() {
    return channels.length;
  }

  /**
   * Which channels are copied, drawn uniformly and with replacement from those that can be.
   *
   * @throws IllegalArgumentException if they would not become more, or such a number cannot be
   */
  ReplicaMap draw(int newWidth, Philox random) {
    requireWider(newWidth);
    return copyable.choose(newWidth, random::nextInt);
  }

  /** Stands for channels that are added without being copies: nothing is drawn. */
  ReplicaMap last(int newWidth) {
    requireWider(newWidth);
    return copyable.choose(newWidth, choices -> choices - 1);
  }

  private void requireWider(int newWidth) {
    if (newWidth <= width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "node %s has %d units and cannot be widened to %d; expected more than %d",
              node,
              width(),
              newWidth,
              width()));
    }
    // Before as many numbers are drawn: refuses more than a tensor can have.
    for (String maker : group.makers()) {
      Node made = spec.node(maker);
      var unused = made.op().withUnits(newWidth).parameters(spec.inputShapesOf(made));
    }
  }

  /**
   * Where each value has which channels.
   *
   * @param map which of the node's channels are copied
   * @param copies whether what is added are copies; else it is new
   * @throws IllegalArgumentException if the map is of another number of channels, copies of
   *     channels that are one class only some, or copies what cannot become more
   */
  Map<String, FeatureMap> features(ReplicaMap map, boolean copies) {
    if (map.teacherWidth() != width()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "node %s has %d units, but the replica map is of %d; expected a map of %d",
              node,
              width(),
              map.teacherWidth(),
              width()));
    }
    int[] multiplicities = copyable.multiplicities(map, classes.count());
    boolean simple = isSimple();
    Map<String, FeatureMap> features = new HashMap<>();
    features.put(NetworkSpec.INPUT, FeatureMap.identity(spec.input().last()));
    for (Node each : spec.nodes()) {
      ChannelFlow flow = spec.flowOf(each);
      FeatureMap found;
      if (flow instanceof ChannelFlow.Makes) {
        found =
            simple && touches(each.name())
                ? behindTheOthers(map, copies)
                : besideTheirOriginals(classes.of(each.name()), multiplicities, copies);
      } else if (flow instanceof ChannelFlow.Stacks) {
        found = FeatureMap.stack(each.inputs().stream().map(features::get).toList());
      } else {
        int pixels = flow instanceof ChannelFlow.Spreads spreads ? spreads.pixels() : 1;
        found = features.get(each.inputs().get(0)).spread(pixels);
      }
      features.put(each.name(), found);
    }
    return features;
  }

  /** Whether all who make the channels make them once, in one order, and no others. */
  private boolean isSimple() {
    BitSet seen = new BitSet();
    for (int channel : channels) {
      if (seen.get(channel)) {
        return false;
      }
      seen.set(channel);
    }
    return group.makers().stream().allMatch(maker -> Arrays.equals(classes.of(maker), channels));
  }

  private static FeatureMap behindTheOthers(ReplicaMap map, boolean copies) {
    int[] from = new int[map.studentWidth()];
    for (int unit = 0; unit < from.length; unit++) {
      from[unit] = copies || unit < map.teacherWidth() ? map.teacherUnit(unit) : FeatureMap.NEW;
    }
    return FeatureMap.of(map.teacherWidth(), from);
  }

  /**
   * Whatever is stacked, flattened and summed on the way: where each channel's copies stand right
   * behind it, all values have them in the same places.
   */
  private static FeatureMap besideTheirOriginals(int[] of, int[] multiplicities, boolean copies) {
    List<Integer> from = new ArrayList<>();
    for (int unit = 0; unit < of.length; unit++) {
      for (int copy = 0; copy < multiplicities[of[unit]]; copy++) {
        from.add(copies || copy == 0 ? unit : FeatureMap.NEW);
      }
    }
    return FeatureMap.of(of.length, from.stream().mapToInt(Integer::intValue).toArray());
  }

  /**
   * The network with more channels.
   *
   * @throws IllegalArgumentException if the weights would be too many
   */
  NetworkSpec widened(Map<String, FeatureMap> features) {
    List<Node> nodes = new ArrayList<>();
    for (Node old : spec.nodes()) {
      FeatureMap map = features.get(old.name());
      boolean makes = spec.flowOf(old) instanceof ChannelFlow.Makes && !map.isIdentity();
      nodes.add(makes ? old.withOp(old.op().withUnits(map.length())) : old);
    }
    return new NetworkSpec(spec.input(), nodes);
  }

  /**
   * One share a unit, common to all who read it.
   *
   * @param ofClass shares by class, one for each copy, the original's first
   * @return by the student's feature of the value
   */
  double[] shares(String value, FeatureMap map, Map<Integer, double[]> ofClass) {
    int[] of = classes.of(value);
    int[] ordinals = map.ordinals();
    double[] shares = new double[map.length()];
    for (int i = 0; i < shares.length; i++) {
      double[] given = map.from(i) == FeatureMap.NEW ? null : ofClass.get(of[map.from(i)]);
      shares[i] = given == null ? 1 : given[ordinals[i]];
    }
    return shares;
  }

  /**
   * Shares of each copied class, in the order of the node's channels.
   *
   * @param shares gives so many, which sum to 1
   */
  Map<Integer, double[]> sharesOfClasses(ReplicaMap map, IntFunction<double[]> shares) {
    Map<Integer, double[]> ofClass = new HashMap<>();
    for (int channel = 0; channel < channels.length; channel++) {
      int copies = map.copies(channel);
      if (copies > 1 && !ofClass.containsKey(channels[channel])) {
        ofClass.put(channels[channel], shares.apply(copies));
      }
    }
    return ofClass;
  }
}
