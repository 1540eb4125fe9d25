package graft.net2net;

/**
 * What tells a unit and its replicas apart. Without it they receive the same gradients for ever and
 * the added width never learns anything of its own (arXiv 1511.05641, section "Net2WiderNet", asks
 * for a little noise where training itself, by dropout for example, does not do it).
 */
public sealed interface SymmetryBreaking {
  /** Nothing: equal shares, the function is preserved up to rounding. For tests and study. */
  SymmetryBreaking NONE = new None();

  /** The noise of Keras' example (examples/mnist_net2net.py): 0.05 standard deviations. */
  SymmetryBreaking EXAMPLE_NOISE = new Noise(0.05);

  /** Random shares; see {@link RandomShares}. */
  SymmetryBreaking RANDOM_SHARES = new RandomShares();

  /** One share a unit; see {@link UnitShares}. */
  SymmetryBreaking UNIT_SHARES = new UnitShares();

  /** Noise that sums to 0, of 0.05 standard deviations; see {@link ZeroSumNoise}. */
  SymmetryBreaking ZERO_SUM_NOISE = new ZeroSumNoise(0.05);

  /** See {@link #NONE}. */
  record None() implements SymmetryBreaking {}

  /**
   * Equal shares, and normal noise on the replicas' outgoing weights only; the teacher's own units
   * keep theirs. The function is preserved in expectation, not exactly.
   *
   * @param fraction the noise's standard deviation, in (population) standard deviations of all the
   *     replicas' outgoing weights after their division
   */
  record Noise(double fraction) implements SymmetryBreaking {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Noise {
      requireSize(fraction);
    }
  }

  private static void requireSize(double fraction) {
    if (!(fraction >= 0 && Double.isFinite(fraction))) {
      throw new IllegalArgumentException(
          "noise of %s standard deviations, expected a finite number of at least 0"
              .formatted(fraction));
    }
  }

  /**
   * Equal shares, and normal noise on all outgoing weights of a copied unit, the original's too,
   * less its mean over the unit's copies: the exact form of {@link Noise}. The function is
   * preserved up to rounding.
   *
   * @param fraction as of {@link Noise}, before the mean is taken off
   */
  record ZeroSumNoise(double fraction) implements SymmetryBreaking {
    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ZeroSumNoise {
      requireSize(fraction);
    }
  }

  /**
   * A copied unit's outgoing weights are split by shares that are drawn once for the unit,
   * uniformly from all that sum to one, and are the same for all who read it. The function is
   * preserved up to rounding; copies learn at different rates, and the {@linkplain Origin#shares
   * shares} can be used to follow the teacher.
   */
  record UnitShares() implements SymmetryBreaking {}

  /**
   * Every outgoing weight of a copied unit is split among the unit and its replicas by shares of
   * its own, drawn uniformly from all shares that sum to one (the flat Dirichlet distribution). So
   * the copies differ, in direction too, and the function is preserved up to rounding.
   */
  record RandomShares() implements SymmetryBreaking {}
}
