package graft.nn;

import graft.tensor.Shape;

/** What every layer asks of its numbers and inputs. */
final class Checks {
  private Checks() {}

  static void positive(String layer, String what, int found) {
    if (found <= 0) {
      throw new IllegalArgumentException(
          "layer " + layer + ": " + what + " is " + found + ", expected a positive number");
    }
  }

  static void rank(Layer layer, Shape input, int rank, String expected) {
    if (input.rank() != rank) {
      throw new IllegalArgumentException(
          "layer " + layer.name() + " got an input of shape " + input + ", expected " + expected);
    }
  }
}
