package graft.model;

import java.util.OptionalInt;

/**
 * Which axis of a parameter counts what.
 *
 * @param units the axis of the op's own units or channels
 * @param inputs the axis that reads the channels (or features) of the input; none for a bias
 */
public record Axes(int units, OptionalInt inputs) {
  /** Of a kernel. */
  public static Axes of(int units, int inputs) {
    return new Axes(units, OptionalInt.of(inputs));
  }

  /** Of a vector with an entry a unit. */
  public static Axes ofUnits() {
    return new Axes(0, OptionalInt.empty());
  }
}
