package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.tensor.Tensor;

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
   * @param labels {@code [rows]} int32
   * @param loss {@code [rows]} float32, written
   * @param hit {@code [rows]} int32, written: 1 or 0
   */
  public Call forward(Tensor logits, DevicePointer labels, DevicePointer loss, DevicePointer hit) {
    int rows = logits.shape().extent(0);
    Cost cost = Cost.of(forward.name(), OPERATIONS * logits.shape().elements(), logits);
    return Call.of(
        cost.plusBytes(bytesOfRows(rows)),
        () ->
            forward.launch(
                LaunchShape.forElements(rows),
                logits.pointer(),
                labels,
                rows,
                logits.shape().extent(1),
                loss,
                hit));
  }

  /**
   * As {@link #forward}, and the gradient of the rows' mean loss: (softmax - onehot(label)) / rows.
   *
   * @param gradient {@code [rows, classes]}, written
   */
  public Call forwardAndGradient(
      Tensor logits, DevicePointer labels, DevicePointer loss, DevicePointer hit, Tensor gradient) {
    int rows = logits.shape().extent(0);
    long flops = 2 * OPERATIONS * logits.shape().elements();
    Cost cost = Cost.of(forwardAndGradient.name(), flops, logits, gradient);
    return Call.of(
        cost.plusBytes(bytesOfRows(rows)),
        () ->
            forwardAndGradient.launch(
                LaunchShape.forElements(rows),
                logits.pointer(),
                labels,
                rows,
                logits.shape().extent(1),
                loss,
                hit,
                gradient.pointer()));
  }

  /** Labels, losses and hits. */
  private static long bytesOfRows(int rows) {
    return 3L * Float.BYTES * rows;
  }
}
