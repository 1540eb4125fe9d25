package graft.nn;

import java.util.List;

/**
 * A layer on its device memory, for one batch size. Both passes only enqueue work on the device's
 * stream.
 *
 * <p>Gradient rule, for all of them: a parameter's gradient and the input's gradient are
 * overwritten, never added to.
 */
interface PlannedLayer extends AutoCloseable {
  /** y from x. */
  void forward();

  /**
   * The parameters' gradients, and dx where anything before the layer learns, from dy and what
   * forward left.
   */
  void backward();

  /** The calls of {@link #forward}, in order. */
  List<Cost> forwardCosts();

  /** The calls of {@link #backward}, in order. */
  List<Cost> backwardCosts();

  /** Which calls and algorithms compute it, in a line. */
  String description();

  @Override
  default void close() {}
}
