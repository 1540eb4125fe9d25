package graft.net2net;

import graft.model.NodeParameter;
import graft.model.Shares;
import graft.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntUnaryOperator;

/**
 * Where the entries of a grown network's parameter come from: along each axis that changed, which
 * of the teacher's indexes each of the student's is. What the optimizer remembers of the teacher's
 * entries moves the same way.
 */
public final class Origin {
  private final String teacher;
  private final Map<Integer, FeatureMap> axes;
  private final Shares shares;

  private Origin(String teacher, Map<Integer, FeatureMap> axes, Shares shares) {
    this.teacher = teacher;
    this.axes = axes;
    this.shares = shares;
  }

  /** Of a parameter that stayed as it was. */
  static Origin same(String parameter) {
    return new Origin(parameter, Map.of(), Shares.NONE);
  }

  /** The same with a map along one more axis. */
  Origin along(int axis, FeatureMap map) {
    Map<Integer, FeatureMap> more = new LinkedHashMap<>(axes);
    more.put(axis, map);
    return new Origin(teacher, more, shares);
  }

  /** The same with shares. */
  Origin withShares(Shares given) {
    return new Origin(teacher, axes, given);
  }

  /** The teacher's parameter that it grew from. */
  public String teacher() {
    return teacher;
  }

  /** Which parts of the teacher's units and features its own stand for. */
  public Shares shares() {
    return shares;
  }

  /** Whether all entries stand where the teacher's do. */
  public boolean isSame() {
    return axes.isEmpty();
  }

  /** The teacher's index along an axis, or {@link FeatureMap#NEW}. */
  int from(int axis, int index) {
    FeatureMap map = axes.get(axis);
    return map == null ? index : map.from(index);
  }

  /**
   * For each of the student's entries, row-major, the position of the teacher's that it comes from;
   * {@link FeatureMap#NEW} where it is new.
   *
   * @param student the parameter's shape
   */
  int[] positions(Shape student) {
    int[] positions = {0};
    for (int axis = 0; axis < student.rank(); axis++) {
      int extent = student.extent(axis);
      FeatureMap map = axes.get(axis);
      int teacherExtent = map == null ? extent : map.teacherLength();
      int[] longer = new int[positions.length * extent];
      for (int i = 0; i < positions.length; i++) {
        for (int j = 0; j < extent; j++) {
          int from = from(axis, j);
          longer[i * extent + j] =
              positions[i] == FeatureMap.NEW || from == FeatureMap.NEW
                  ? FeatureMap.NEW
                  : positions[i] * teacherExtent + from;
        }
      }
      positions = longer;
    }
    return positions;
  }

  /**
   * The shares of a student that grew from one with shares of its own.
   *
   * @param parameter the student's
   * @param before the teacher's
   */
  Shares after(NodeParameter parameter, Shares before) {
    int units = parameter.parameter().axes().units();
    int inputs = parameter.parameter().axes().inputs().orElse(-1);
    return new Shares(
        product(
            before.inputs(),
            shares.inputs(),
            inputs < 0 ? 0 : parameter.shape().extent(inputs),
            index -> from(inputs, index)),
        product(
            before.units(),
            shares.units(),
            parameter.shape().extent(units),
            index -> from(units, index)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Origin origin
        && teacher.equals(origin.teacher)
        && axes.equals(origin.axes)
        && shares.equals(origin.shares);
  }

  @Override
  public int hashCode() {
    return Objects.hash(teacher, axes, shares);
  }

  @Override
  public String toString() {
    return isSame() ? teacher : teacher + " along " + axes.keySet();
  }

  private static double[] product(
      double[] before, double[] own, int length, IntUnaryOperator from) {
    if (before.length == 0) {
      return own;
    }
    double[] product = new double[length];
    for (int i = 0; i < length; i++) {
      int teacher = from.applyAsInt(i);
      double factor = teacher == FeatureMap.NEW ? 1 : before[teacher];
      product[i] = own.length == 0 ? factor : factor * own[i];
    }
    return product;
  }
}
