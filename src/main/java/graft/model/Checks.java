package graft.model;

import graft.tensor.Shape;
import java.util.List;

/** What ops ask of their numbers and inputs. */
final class Checks {
  private Checks() {}

  static void positive(String kind, String what, int found) {
    if (found <= 0) {
      throw new IllegalArgumentException(
          kind + ": " + what + " is " + found + ", expected a positive number");
    }
  }

  /** The shape of the only input. */
  static Shape one(Op op, List<Shape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException(
          op.kind() + " takes one input, found " + inputs.size() + ": " + inputs);
    }
    return inputs.get(0);
  }

  /** The shape of the only input, {@code [H, W, C]}. */
  static Shape image(Op op, List<Shape> inputs) {
    return ofRank(op, inputs, 3, "[H, W, C]");
  }

  /** The shape that pooling by windows gives, {@code [P, Q, C]}. */
  static Shape pooled(Op op, Windows windows, List<Shape> inputs) {
    Shape image = image(op, inputs);
    windows.requireInside(image);
    return windows.output(image, image.last());
  }

  /** The shape of the only input, {@code [in]}. */
  static Shape features(Op op, List<Shape> inputs) {
    return ofRank(op, inputs, 1, "[in]; put a Flatten before it");
  }

  private static Shape ofRank(Op op, List<Shape> inputs, int rank, String expected) {
    Shape input = one(op, inputs);
    if (input.rank() != rank) {
      throw new IllegalArgumentException(
          "a " + op.kind() + " got an input of shape " + input + ", expected " + expected);
    }
    return input;
  }

  /** The shapes of two inputs or more. */
  static void several(Op op, List<Shape> inputs) {
    if (inputs.size() < 2) {
      throw new IllegalArgumentException(
          op.kind() + " takes two inputs or more, found " + inputs.size() + ": " + inputs);
    }
  }
}
