package graft.net2net;

import graft.model.Dropout;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Shares;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How the parameters of a group of channels change when it becomes wider. Entries are computed in
 * this order: the group's makers, its keepers, its consumers, each in the network's order.
 */
final class WideningPlan {
  private final NetworkSpec teacher;
  private final WiderGroup group;
  private final Map<String, FeatureMap> features;
  private final GrowthPlan plan;
  private final Map<String, NodeParameter> students = new HashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();

  WideningPlan(NetworkSpec teacher, WiderGroup group, Map<String, FeatureMap> features) {
    this.teacher = teacher;
    this.group = group;
    this.features = features;
    this.plan = new GrowthPlan(teacher, group.widened(features));
    teacher.parameters().forEach(parameter -> shapes.put(parameter.name(), parameter.shape()));
    plan.student().parameters().forEach(parameter -> students.put(parameter.name(), parameter));
    teacher.nodes().forEach(this::noteDropout);
  }

  /** Its masks are drawn an element: copies get masks of their own, and all others another one. */
  private void noteDropout(Node node) {
    if (node.op() instanceof Dropout dropout
        && dropout.rate() > 0
        && !features.get(node.name()).isIdentity()) {
      plan.preserving(Preserves.INFERENCE);
      plan.notFollowable("Dropout '%s' drops copies one by one".formatted(node.name()));
    }
  }

  GrowthPlan plan() {
    return plan;
  }

  /** How entries change along an axis. */
  @FunctionalInterface
  interface Entries {
    /**
     * The new entries, row-major.
     *
     * @param parameter the student's
     * @param axis the channels in the entries so far
     * @param map what the student has along it
     */
    double[] of(
        NodeParameter parameter,
        AxisView axis,
        FeatureMap map,
        double[] before,
        Precision precision);
  }

  /** The parameters of the makers: kernels and biases, along their own units. */
  void makers(Entries entries) {
    own(group.group().makers(), entries);
  }

  /** The parameters of the keepers, along their channels. */
  void keepers(Entries entries) {
    own(group.group().keepers(), entries);
  }

  private void own(List<String> nodes, Entries entries) {
    for (String node : nodes) {
      for (NodeParameter parameter : teacher.parametersOf(teacher.node(node))) {
        change(parameter, parameter.parameter().axes().units(), features.get(node), entries);
      }
    }
  }

  /** The kernels of the consumers, along what they read. */
  void consumers(Entries entries) {
    for (String name : group.group().consumers()) {
      Node node = teacher.node(name);
      for (NodeParameter parameter : teacher.parametersOf(node)) {
        OptionalInt axis = parameter.parameter().axes().inputs();
        if (axis.isPresent()) {
          change(parameter, axis.getAsInt(), features.get(node.input()), entries);
        }
      }
    }
  }

  private void change(NodeParameter parameter, int axis, FeatureMap map, Entries entries) {
    String name = parameter.name();
    AxisView view = AxisView.of(shapes.get(name), axis);
    NodeParameter student = students.get(name);
    shapes.put(name, withExtent(shapes.get(name), axis, map.length()));
    plan.change(
        name,
        plan.origin(name).along(axis, map),
        (before, precision) -> entries.of(student, view, map, before, precision));
  }

  private static Shape withExtent(Shape shape, int axis, int extent) {
    int[] extents = new int[shape.rank()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = i == axis ? extent : shape.extent(i);
    }
    return Shape.of(extents);
  }

  /**
   * Notes the shares of all changed parameters.
   *
   * @param ofClass as {@link WiderGroup#sharesOfClasses} gives them
   */
  void shares(Map<Integer, double[]> ofClass) {
    for (NodeParameter parameter : plan.student().parameters()) {
      Origin origin = plan.origin(parameter.name());
      if (!origin.isSame()) {
        String node = parameter.node();
        String input = teacher.node(node).input();
        boolean reads = parameter.parameter().axes().inputs().isPresent();
        plan.originOf(
            parameter.name(),
            origin.withShares(
                new Shares(reads ? shares(input, ofClass) : new double[0], shares(node, ofClass))));
      }
    }
  }

  private double[] shares(String value, Map<Integer, double[]> ofClass) {
    FeatureMap map = features.get(value);
    return map.isIdentity() ? new double[0] : group.shares(value, map, ofClass);
  }
}
