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
  /** Of a logit: a comparison, a subtraction, an exponential, an addition. */
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
  public void forward(Tensor logits, DevicePointer labels, DevicePointer loss, DevicePointer hit) {
    int rows = logits.shape().extent(0);
    forward.launch(
        LaunchShape.forElements(rows),
        logits.pointer(),
        labels,
        rows,
        logits.shape().extent(1),
        loss,
        hit);
  }

  /**
   * As {@link #forward}, and the gradient of the rows' mean loss: (softmax - onehot(label)) / rows.
   *
   * @param gradient {@code [rows, classes]}, written
   */
  public void forwardAndGradient(
      Tensor logits, DevicePointer labels, DevicePointer loss, DevicePointer hit, Tensor gradient) {
    int rows = logits.shape().extent(0);
    forwardAndGradient.launch(
        LaunchShape.forElements(rows),
        logits.pointer(),
        labels,
        rows,
        logits.shape().extent(1),
        loss,
        hit,
        gradient.pointer());
  }

  /** What {@link #forward} costs; an exponential counts as one operation. */
  public Cost forwardCost(Tensor logits) {
    return withRows(
        Cost.of(forward.name(), OPERATIONS * logits.shape().elements(), logits), logits);
  }

  /** What {@link #forwardAndGradient} costs. */
  public Cost forwardAndGradientCost(Tensor logits) {
    return withRows(
        Cost.of(
            forwardAndGradient.name(), 2 * OPERATIONS * logits.shape().elements(), logits, logits),
        logits);
  }

  /** Labels, losses and hits. */
  private static Cost withRows(Cost cost, Tensor logits) {
    return new Cost(
        cost.call(), cost.flops(), cost.bytes() + 3L * Float.BYTES * logits.shape().extent(0));
  }
}
