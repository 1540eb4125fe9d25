package graft.nn;

import graft.device.ConvolutionPlan;
import java.util.List;
import java.util.Optional;

/**
 * An op, or a fusion of neighbours, for one batch size and mode: it knows its shapes and holds
 * library descriptors, but no tensors; those come with the {@link Wiring}.
 *
 * <p>Gradient rule, for all of them: a parameter's gradient is overwritten; the gradient of an
 * input is overwritten or added to, as its {@link Gradient} says.
 */
interface PlannedOp extends AutoCloseable {
  /** y from x. */
  List<Call> forward(Wiring wiring);

  /**
   * The parameters' gradients, and those of the inputs that need one, from dy and what forward
   * left. Where the only thing to do is to hand dy on and the gradient lies in dy's place already,
   * there is no call.
   */
  List<Call> backward(Wiring wiring);

  /** What it reads and what may share memory. */
  Traits traits();

  /** Bytes of scratch memory that each of its calls may use. */
  default long workspaceBytes() {
    return 0;
  }

  /** Bytes of what forward notes for backward, or, in inference, for its own next call. */
  default long noteBytes() {
    return 0;
  }

  /** Which calls and algorithms compute it, in a line; empty for a mere view. */
  String description();

  /** What cuDNN's convolution in it is computed by, if there is one. */
  default Optional<ConvolutionPlan> convolution() {
    return Optional.empty();
  }

  @Override
  default void close() {}

  /**
   * What memory planning must know of an op.
   *
   * @param output where the output lies
   * @param readsInput whether backward reads x
   * @param readsOutput whether backward reads y
   * @param passesGradient whether dx equals dy, so that it may lie in dy's place without a call
   * @param changesGradient whether backward changes dy in place
   */
  record Traits(
      Output output,
      boolean readsInput,
      boolean readsOutput,
      boolean passesGradient,
      boolean changesGradient) {}

  /** Where an output may lie. */
  enum Output {
    /** In a place of its own. */
    APART,
    /**
     * In the first input's place where nobody reads that input later; dx in dy's place likewise.
     */
    IN_PLACE,
    /** Always in the first input's place: the same elements under another shape. */
    VIEW
  }
}
