package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.Locale;

/**
 * Softmax and categorical cross-entropy in one: loss = log(sum exp(logits)) - logits[label], in
 * nats, a row a sample. Launches {@code cuda-kernels/softmax_cross_entropy.cu}.
 *
 * <p>In training the targets may be smoothed: (1 - e) onehot(label) + e / classes. Source: Szegedy,
 * Vanhoucke, Ioffe, Shlens, Wojna, "Rethinking the Inception Architecture for Computer Vision",
 * arXiv 1512.00567, section 7.
 */
public final class SoftmaxCrossEntropy {
  /** Of a logit: a comparison, a subtraction, an exponential (counted as one), an addition. */
  private static final long OPERATIONS = 4;

  private final Kernel forward;
  private final Kernel forwardAndGradient;
  private final float labelSmoothing;

  /** The loss on a device, with targets as they are. */
  public SoftmaxCrossEntropy(Device device) {
    this(device, 0);
  }

  /**
   * The loss on a device.
   *
   * @param labelSmoothing e, what of a target is spread over all classes in training, 0 to below 1
   * @throws IllegalArgumentException if it is out of this range
   */
  public SoftmaxCrossEntropy(Device device, float labelSmoothing) {
    Numbers.requireBelowOne("label smoothing", labelSmoothing);
    this.labelSmoothing = labelSmoothing;
    this.forward = device.kernel("softmax_cross_entropy");
    this.forwardAndGradient = device.kernel("softmax_cross_entropy_gradient");
  }

  /**
   * Each row's loss without smoothing, and whether its first largest logit is its label's.
   *
   * @param logits {@code [rows, classes]}
   * @param rows gives the labels, each below the number of classes; losses and hits are written
   * @throws IllegalArgumentException if the batch is larger than the rows' capacity
   */
  public Call forward(Tensor logits, BatchRows rows) {
    int count = count(logits, rows);
    Cost cost = Cost.of(forward.name(), OPERATIONS * logits.shape().elements(), logits);
    return Call.of(
        cost.plusBytes(bytesOf(count)),
        () ->
            forward.launch(
                LaunchShape.forElements(count),
                logits.pointer(),
                rows.labels(),
                count,
                logits.shape().extent(1),
                rows.losses(),
                rows.hits()));
  }

  /**
   * Each row's loss with smoothed targets, whether its first largest logit is its label's, and the
   * gradient of the rows' mean loss: (softmax - target) / rows.
   *
   * @param logits {@code [rows, classes]}
   * @param gradient {@code [rows, classes]}, written
   * @throws IllegalArgumentException if the batch is larger than the rows' capacity, or the
   *     gradient of another shape than the logits
   */
  public Call forwardAndGradient(Tensor logits, BatchRows rows, Tensor gradient) {
    int count = count(logits, rows);
    if (!gradient.shape().equals(logits.shape())) {
      throw new IllegalArgumentException(
          "the gradient's shape is " + gradient.shape() + ", the logits' " + logits.shape());
    }
    long flops = 2 * OPERATIONS * logits.shape().elements();
    Cost cost = Cost.of(forwardAndGradient.name(), flops, logits, gradient);
    return Call.of(
        cost.plusBytes(bytesOf(count)),
        () ->
            forwardAndGradient.launch(
                LaunchShape.forElements(count),
                logits.pointer(),
                rows.labels(),
                count,
                logits.shape().extent(1),
                rows.losses(),
                rows.hits(),
                gradient.pointer(),
                labelSmoothing));
  }

  private static int count(Tensor logits, BatchRows rows) {
    int count = logits.shape().extent(0);
    if (logits.shape().rank() != 2 || count > rows.capacity()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "logits of shape %s, expected [rows, classes] with at most %d rows",
              logits.shape(),
              rows.capacity()));
    }
    return count;
  }

  /** Labels, losses and hits. */
  private static long bytesOf(int rows) {
    return 3L * Float.BYTES * rows;
  }
}
