package graft.train;

/** Refuses what no learning rate can be multiplied by, NaN included. */
final class Factor {
  private Factor() {}

  static void require(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a finite number >= 0");
    }
  }
}
