package graft.nn;

/** Refuses settings of optimizers that are out of their range, NaN included. */
final class Numbers {
  private Numbers() {}

  static void requireAtLeastZero(String name, float value) {
    if (!(value >= 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a finite number >= 0");
    }
  }

  static void requirePositive(String name, float value) {
    if (!(value > 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a finite number > 0");
    }
  }

  static void requireBelowOne(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a number in [0, 1)");
    }
  }
}
