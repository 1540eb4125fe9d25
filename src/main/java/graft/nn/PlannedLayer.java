package graft.nn;

import java.util.List;

/**
 * A layer on its device memory, for one batch size.
 *
 * <p>Gradient rule, for all of them: a parameter's gradient and the input's gradient are
 * overwritten, never added to.
 */
interface PlannedLayer extends AutoCloseable {
  /** y from x. */
  List<Call> forward();

  /**
   * The parameters' gradients, and dx where anything before the layer learns, from dy and what
   * forward left.
   */
  List<Call> backward();

  /** Which calls and algorithms compute it, in a line. */
  String description();

  @Override
  default void close() {}
}
