package graft.net2net;

import graft.model.ChannelFlow;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The group of channels that a node makes, about to get more of them: what all ways of widening
 * share.
 */
final class WiderGroup {
  private final Model teacher;
  private final String node;
  private final ChannelGroup channels;
  private final int width;

  /**
   * Finds the group.
   *
   * @throws IllegalArgumentException if there is no such node, it makes no channels, they reach a
   *     sum, a concatenation or the network's output
   */
  WiderGroup(Model teacher, String node) {
    NetworkSpec spec = teacher.spec();
    if (!(spec.flowOf(spec.node(node)) instanceof ChannelFlow.Makes makes)) {
      throw new IllegalArgumentException(
          "node %s (%s) has no units of its own to widen; expected a Conv2d or Dense"
              .formatted(node, spec.node(node).op().kind()));
    }
    requireOfItsOwn(spec, node);
    this.teacher = teacher;
    this.node = node;
    this.width = makes.units();
    this.channels = new ChannelGroups(spec).of(node).get(0);
    if (channels.output()) {
      throw new IllegalArgumentException(
          "node %s gives the network's outputs and cannot be widened; expected a node with a Conv2d or Dense behind it"
              .formatted(node));
    }
  }

  private static void requireOfItsOwn(NetworkSpec spec, String node) {
    for (Node meeting : spec.nodes()) {
      ChannelFlow flow = spec.flowOf(meeting);
      boolean sums = flow instanceof ChannelFlow.Joins;
      if (!sums && !(flow instanceof ChannelFlow.Stacks)) {
        continue;
      }
      List<String> origins = meeting.inputs().stream().map(name -> origin(spec, name)).toList();
      if (origins.contains(node)) {
        List<String> others =
            origins.stream().filter(name -> !name.equals(node)).distinct().toList();
        throw new IllegalArgumentException(
            "node %s is %s with %s in %s '%s': widening through %s is not possible yet; expected a node that no Add or Concat reads"
                .formatted(
                    node,
                    sums ? "summed" : "stacked",
                    others.isEmpty() ? "itself" : String.join(", ", others),
                    meeting.op().kind(),
                    meeting.name(),
                    sums ? "an Add" : "a Concat"));
      }
    }
  }

  /** Where a value's channels come from: the nearest that does more than pass them on. */
  private static String origin(NetworkSpec spec, String value) {
    String origin = value;
    while (!origin.equals(NetworkSpec.INPUT)) {
      Node at = spec.node(origin);
      ChannelFlow flow = spec.flowOf(at);
      if (!(flow instanceof ChannelFlow.Keeps || flow instanceof ChannelFlow.Spreads)) {
        break;
      }
      origin = at.input();
    }
    return origin;
  }

  /** The nodes of the group. */
  ChannelGroup channels() {
    return channels;
  }

  /** The number of channels in the teacher. */
  int width() {
    return width;
  }

  /**
   * The network with more channels in the group.
   *
   * @throws IllegalArgumentException if they are not more than the teacher's, or the weights would
   *     be too many
   */
  NetworkSpec widened(int newWidth) {
    if (newWidth <= width) {
      throw new IllegalArgumentException(
          "node %s has %d units and cannot be widened to %d; expected more than %d"
              .formatted(node, width, newWidth, width));
    }
    List<Node> nodes = new ArrayList<>();
    for (Node old : teacher.spec().nodes()) {
      boolean makes = channels.makers().contains(old.name());
      nodes.add(makes ? old.withOp(old.op().withUnits(newWidth)) : old);
    }
    return new NetworkSpec(teacher.spec().input(), nodes);
  }

  /** How the entries of a parameter follow from the teacher's. */
  @FunctionalInterface
  interface Entries {
    /**
     * The student's entries, row-major.
     *
     * @param parameter what it is
     * @param units where the group's channels lie in it
     * @param old the teacher's
     */
    float[] of(Parameter parameter, UnitAxis units, HostTensor old);
  }

  /**
   * The student. The entries are asked for in this order: the group's makers and keepers, then its
   * consumers, each in the network's order.
   *
   * @param spec a {@linkplain #widened widened} network
   * @param own gives the makers' parameters, with an entry, or a row of entries, a channel
   * @param kept gives the keepers' parameters, with an entry a channel
   * @param outgoing gives the parameters that read the channels
   */
  Model student(NetworkSpec spec, Entries own, Entries kept, Entries outgoing) {
    Map<String, float[]> changed = new HashMap<>();
    putAll(changed, channels.makers(), own);
    putAll(changed, channels.keepers(), kept);
    for (ChannelGroup.Consumer consumer : channels.consumers()) {
      for (NodeParameter parameter : parametersOf(consumer.node())) {
        if (parameter.parameter().axes().inputs().isPresent()) {
          put(changed, parameter, outgoing, UnitAxis.ofInputs(parameter, consumer.pixels()));
        }
      }
    }
    Map<String, HostTensor> tensors = new HashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      float[] data = changed.get(parameter.name());
      tensors.put(
          parameter.name(),
          data == null
              ? teacher.weights().get(parameter.name())
              : HostTensor.of(parameter.shape(), data));
    }
    return Model.of(spec, tensors);
  }

  private void putAll(Map<String, float[]> changed, List<String> members, Entries entries) {
    for (String member : members) {
      for (NodeParameter parameter : parametersOf(member)) {
        put(changed, parameter, entries, UnitAxis.ofUnits(parameter));
      }
    }
  }

  private List<NodeParameter> parametersOf(String name) {
    return teacher.spec().parametersOf(teacher.spec().node(name));
  }

  private void put(
      Map<String, float[]> changed, NodeParameter parameter, Entries entries, UnitAxis units) {
    HostTensor old = teacher.weights().get(parameter.name());
    changed.put(parameter.name(), entries.of(parameter.parameter(), units, old));
  }
}
