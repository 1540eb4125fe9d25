package graft.nn;

import graft.device.Tensor;

/**
 * The gradient of an input.
 *
 * @param tensor where it goes, of the input's shape
 * @param delivery how it gets there
 */
record Gradient(Tensor tensor, Delivery delivery) {
  /** How a reader's share of a gradient reaches its place. */
  enum Delivery {
    /** It is the first share: it overwrites. */
    OVERWRITE,
    /** Another reader's share is there: it is added. */
    ACCUMULATE,
    /** The place is that of the output's gradient, which is turned into the input's there. */
    IN_PLACE
  }

  /** Whether it is added to what is there. */
  boolean accumulate() {
    return delivery == Delivery.ACCUMULATE;
  }
}
