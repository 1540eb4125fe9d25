package graft.model;

import java.util.Arrays;

/**
 * What parts of a teacher's units a grown network's units stand for, as one parameter sees them. A
 * unit and its copies have shares that sum to 1; a unit that was not copied has the share 1.
 *
 * @param inputs s_in: the shares of the features that the parameter reads, along its {@linkplain
 *     Axes#inputs() axis of inputs}; empty where it has none, or all are 1
 * @param units s_out: the shares of its own units, along its {@linkplain Axes#units() axis of
 *     units}; empty where all are 1
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content below
public record Shares(double[] inputs, double[] units) {
  /** Of a parameter whose units and features are the teacher's own. */
  public static final Shares NONE = new Shares(new double[0], new double[0]);

  /** Keeps copies. */
  public Shares {
    inputs = inputs.clone();
    units = units.clone();
  }

  @Override
  public double[] inputs() {
    return inputs.clone();
  }

  @Override
  public double[] units() {
    return units.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shares shares
        && Arrays.equals(inputs, shares.inputs)
        && Arrays.equals(units, shares.units);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(inputs) + Arrays.hashCode(units);
  }

  @Override
  public String toString() {
    return "Shares[inputs=" + Arrays.toString(inputs) + ", units=" + Arrays.toString(units) + "]";
  }
}
