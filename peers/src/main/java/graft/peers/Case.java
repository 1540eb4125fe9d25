package graft.peers;

import org.bytedeco.pytorch.global.torch;

/**
 * A small computation whose figures are kept.
 *
 * @param name of its file
 * @param about what is computed, in PyTorch's words
 * @param body draws the inputs and computes
 */
record Case(String name, String about, Body body) {
  /** A computation. */
  @FunctionalInterface
  interface Body {
    /** Draws and computes, and records both. */
    void run(Draft draft);
  }

  /**
   * Its figures.
   *
   * @param type {@code Double} for the figures that are kept: PyTorch's formulas without float32's
   *     rounding
   */
  Figures compute(torch.ScalarType type) {
    // A seed of its own: a new case changes no other's numbers.
    long seed = name.hashCode();
    Draft draft = new Draft(seed, type);
    body.run(draft);
    return draft.figures(name, about);
  }
}
