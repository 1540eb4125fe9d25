package graft.net2net;

import graft.model.NodeParameter;
import graft.model.Shares;
import java.util.Arrays;

/**
 * What an optimizer does otherwise for each entry of a parameter, row-major.
 *
 * @param step multiplies the step, not what accumulates
 * @param decay multiplies the weight decay
 * @param epsilon multiplies Adam's epsilon
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record Factors64(double[] step, double[] decay, double[] epsilon) {
  static Factors64 neutral(NodeParameter parameter) {
    double[] ones = new double[parameter.shape().elements()];
    Arrays.fill(ones, 1);
    return new Factors64(ones, ones, ones);
  }

  /** Of one entry, by the shares of the feature that it reads and of the unit that it feeds. */
  @FunctionalInterface
  interface OfEntry {
    double of(double in, double out);
  }

  /** An entry's three factors, all by its shares. */
  static Factors64 of(
      NodeParameter parameter, Shares shares, OfEntry step, OfEntry decay, OfEntry epsilon) {
    return new Factors64(
        each(parameter, shares, step),
        each(parameter, shares, decay),
        each(parameter, shares, epsilon));
  }

  private static double[] each(NodeParameter parameter, Shares shares, OfEntry factor) {
    AxisView units = AxisView.of(parameter.shape(), parameter.parameter().axes().units());
    AxisView inputs =
        AxisView.of(parameter.shape(), parameter.parameter().axes().inputs().orElse(0));
    double[] out = shares.units();
    double[] in = shares.inputs();
    double[] factors = new double[parameter.shape().elements()];
    for (int i = 0; i < factors.length; i++) {
      int unit = i / units.inner() % units.length();
      int input = i / inputs.inner() % inputs.length();
      factors[i] = factor.of(in.length == 0 ? 1 : in[input], out.length == 0 ? 1 : out[unit]);
    }
    return factors;
  }

  /** The same with one factor of the step for all entries, their geometric mean. */
  Factors64 withOneStep() {
    double[] same = new double[step.length];
    Arrays.fill(same, Math.exp(Arrays.stream(step).map(Math::log).average().orElseThrow()));
    return new Factors64(same, decay, epsilon);
  }

  Factors64 withoutStep() {
    return new Factors64(ones(), decay, epsilon);
  }

  Factors64 withoutDecay() {
    return new Factors64(step, ones(), epsilon);
  }

  Factors64 withoutEpsilon() {
    return new Factors64(step, decay, ones());
  }

  private double[] ones() {
    double[] ones = new double[step.length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
