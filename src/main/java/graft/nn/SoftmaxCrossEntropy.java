package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;

/**
 * Softmax and categorical cross-entropy in one: loss = log(sum exp(logits)) - logits[label], in
 * nats, a row a sample. Launches {@code cuda-kernels/softmax_cross_entropy.cu}.
 */
public final class SoftmaxCrossEntropy {
  /** Of a logit: a comparison, a subtraction, an exponential (counted as one), an addition. */
  private static final long OPERATIONS = 4;

  private final Kernel forward;
  private final Kernel forwardAndGradient;

  /** The loss on a device. */
  public SoftmaxCrossEntropy(Device device) {
    this.forward = device.kernel("softmax_cross_entropy");
    this.forwardAndGradient = device.kernel("softmax_cross_entropy_gradient");
  }

  /**
   * Each row's loss, and whether its first largest logit is its label's.
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
   * As {@link #forward}, and the gradient of the rows' mean loss: (softmax - onehot(label)) / rows.
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
                gradient.pointer()));
  }

  private static int count(Tensor logits, BatchRows rows) {
    int count = logits.shape().extent(0);
    if (logits.shape().rank() != 2 || count > rows.capacity()) {
      throw new IllegalArgumentException(
          "logits of shape %s, expected [rows, classes] with at most %d rows"
              .formatted(logits.shape(), rows.capacity()));
    }
    return count;
  }

  /** Labels, losses and hits. */
  private static long bytesOf(int rows) {
    return 3L * Float.BYTES * rows;
  }
}
