package graft.net2net;

import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Shares;
import graft.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Grows what an optimizer remembers along with the network.
 *
 * <p>A student's loss is its teacher's, so by the chain rule the gradient of a weight from feature
 * b to unit a is s_out(a) times that of its origin, with s_out(a) the share of the unit; the shares
 * of the features that it reads do not matter. A mean of gradients (momentum, Adam's first moment)
 * scales by s_out, a mean of their squares by s_out^2. Where each outgoing weight was split by
 * shares of its own, that holds of the sum over a unit's copies only, and s_out is taken as 1 /
 * (number of copies).
 *
 * <p>Entries that the teacher had not (taps of a larger window, weights from new features or to new
 * units) begin with a mean of 0, and with a mean of squares that is the mean over their unit's old
 * entries, or over all of the tensor where the unit is new: with 0 there, Adam's next steps would
 * be 1 / sqrt(1 - beta2) times too long. Tensors that the teacher had not begin at 0 and count
 * their steps from their birth.
 */
public final class StateGrowth {
  private final NetworkSpec student;
  private final Map<String, Origin> origins;
  private final StateRule rule;

  /** Of a growth. */
  public StateGrowth(Grown grown, StateRule rule) {
    this(grown.model().spec(), grown.origins(), rule);
  }

  /** Of a growth in float64. */
  StateGrowth(NetworkSpec student, Map<String, Origin> origins, StateRule rule) {
    this.student = student;
    this.origins = origins;
    this.rule = rule;
  }

  /**
   * One of the numbers that the optimizer keeps of each trained parameter.
   *
   * @param before by the teacher's parameters
   * @param power how the number scales with the gradient: 1 for its mean, 2 for the mean of squares
   * @return by the student's trained parameters; none of those that grew from one of which nothing
   *     is remembered, as it was frozen
   */
  public Map<String, HostTensor> moments(Map<String, HostTensor> before, int power) {
    Map<String, HostTensor> after = new LinkedHashMap<>();
    for (NodeParameter parameter : student.parameters()) {
      if (remembers(parameter, before.keySet())) {
        after.put(parameter.name(), tensor(parameter, before, power));
      }
    }
    return after;
  }

  private boolean remembers(NodeParameter parameter, Set<String> before) {
    Origin origin = origins.get(parameter.name());
    return parameter.parameter().trained() && (origin == null || before.contains(origin.teacher()));
  }

  private HostTensor tensor(NodeParameter parameter, Map<String, HostTensor> before, int power) {
    Origin origin = origins.get(parameter.name());
    if (rule == StateRule.RESET || origin == null) {
      return HostTensor.filled(parameter.shape(), 0);
    }
    HostTensor old = before.get(origin.teacher());
    if (origin.isSame()) {
      return old; // most are, transform after transform
    }
    Map<String, double[]> numbers = Map.of(origin.teacher(), Numbers.of(old));
    return HostTensor.rounded(parameter.shape(), moment(parameter, numbers, power));
  }

  /** {@link #moments} in float64, row-major. */
  Map<String, double[]> numbers(Map<String, double[]> before, int power) {
    Map<String, double[]> after = new LinkedHashMap<>();
    for (NodeParameter parameter : student.parameters()) {
      if (remembers(parameter, before.keySet())) {
        after.put(parameter.name(), moment(parameter, before, power));
      }
    }
    return after;
  }

  private double[] moment(NodeParameter parameter, Map<String, double[]> before, int power) {
    Origin origin = origins.get(parameter.name());
    if (rule == StateRule.RESET || origin == null) {
      return new double[parameter.shape().elements()];
    }
    double[] old = before.get(origin.teacher());
    int[] positions = origin.positions(parameter.shape());
    AxisView units = AxisView.of(parameter.shape(), parameter.parameter().axes().units());
    double[] factors = new double[units.length()];
    double[] shares = origin.shares().units();
    for (int unit = 0; unit < factors.length; unit++) {
      boolean scaled = rule == StateRule.MAPPED && shares.length > 0;
      factors[unit] = scaled ? Math.pow(shares[unit], power) : 1;
    }
    double[] ofNew =
        rule == StateRule.MAPPED && power == 2
            ? means(old, positions, units, factors)
            : new double[units.length()];
    double[] after = new double[positions.length];
    for (int i = 0; i < after.length; i++) {
      int unit = unit(units, i);
      after[i] = positions[i] == FeatureMap.NEW ? ofNew[unit] : factors[unit] * old[positions[i]];
    }
    return after;
  }

  private static int unit(AxisView units, int position) {
    return position / units.inner() % units.length();
  }

  /** The mean of each unit's mapped entries, or of all where it has none. */
  private static double[] means(double[] old, int[] positions, AxisView units, double[] factors) {
    double[] sums = new double[units.length()];
    int[] counts = new int[units.length()];
    double sum = 0;
    int count = 0;
    for (int i = 0; i < positions.length; i++) {
      if (positions[i] != FeatureMap.NEW) {
        int unit = unit(units, i);
        double mapped = factors[unit] * old[positions[i]];
        sums[unit] += mapped;
        counts[unit]++;
        sum += mapped;
        count++;
      }
    }
    for (int unit = 0; unit < sums.length; unit++) {
      sums[unit] = counts[unit] > 0 ? sums[unit] / counts[unit] : sum / count;
    }
    return sums;
  }

  /**
   * The count of training steps at which each of the student's tensors came to be.
   *
   * @param before by the teacher's parameters; 0 of those that are not there
   * @param steps training steps done so far
   * @return by the student's trained parameters, those only that came to be later than the network
   */
  public Map<String, Long> births(Map<String, Long> before, long steps) {
    Map<String, Long> births = new LinkedHashMap<>();
    for (NodeParameter parameter : student.parameters()) {
      Origin origin = origins.get(parameter.name());
      boolean born = rule == StateRule.RESET || origin == null;
      long birth = born ? steps : before.getOrDefault(origin.teacher(), 0L);
      if (parameter.parameter().trained() && birth > 0) {
        births.put(parameter.name(), birth);
      }
    }
    return births;
  }

  /**
   * The shares by which the student can follow the network that it grew from, over several growths.
   *
   * @param before by the teacher's parameters, {@link Shares#NONE} of those that are not there
   * @return by the student's parameters, those only that are not {@link Shares#NONE}
   */
  public Map<String, Shares> shares(Map<String, Shares> before) {
    Map<String, Shares> after = new LinkedHashMap<>();
    for (NodeParameter parameter : student.parameters()) {
      Origin origin = origins.get(parameter.name());
      if (origin != null) {
        Shares shares = origin.after(parameter, before.getOrDefault(origin.teacher(), Shares.NONE));
        if (!shares.equals(Shares.NONE)) {
          after.put(parameter.name(), shares);
        }
      }
    }
    return after;
  }
}
