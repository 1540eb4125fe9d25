package graft.nn;

/**
 * What an optimizer does otherwise for one tensor. Growth sets them; {@link #NEUTRAL} changes
 * nothing.
 *
 * @param rate multiplies the step, not what accumulates: w += rate * v
 * @param decay multiplies the weight decay
 * @param epsilon multiplies the optimizer's epsilon, where it has one
 * @param birth the network's count of training steps when the tensor came to be: bias correction
 *     counts from there
 */
public record TensorFactors(float rate, float decay, float epsilon, long birth) {
  /** As if there were none. */
  public static final TensorFactors NEUTRAL = new TensorFactors(1, 1, 1, 0);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a factor is not finite, or the birth negative
   */
  public TensorFactors {
    if (!Float.isFinite(rate) || !Float.isFinite(decay) || !Float.isFinite(epsilon) || birth < 0) {
      throw new IllegalArgumentException(
          "factors of rate %s, decay %s, epsilon %s, birth at step %d; expected finite factors and a birth of 0 or more"
              .formatted(rate, decay, epsilon, birth));
    }
  }
}
