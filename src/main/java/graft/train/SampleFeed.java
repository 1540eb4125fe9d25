package graft.train;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.nn.Cost;
import graft.tensor.Tensor;

/**
 * Feeds a batch from the resident data by the position kept on the device, and closes the step's
 * books. Launches {@code cuda-kernels/batch.cu} and {@code cuda-kernels/step.cu}.
 */
final class SampleFeed implements AutoCloseable {
  private final Kernel gather;
  private final Kernel finish;
  private final Memory rows;
  private final long rowsBytes;

  /**
   * A feed.
   *
   * @param largestBatch the most samples a step takes
   */
  SampleFeed(Device device, int largestBatch) {
    this.gather = device.kernel("gather_batch");
    this.finish = device.kernel("finish_step");
    this.rowsBytes = Memory.aligned((long) largestBatch * Float.BYTES);
    this.rows = device.allocate(3 * rowsBytes, "labels, losses and hits of a batch");
  }

  /** The batch's labels, {@code [rows]} int32. */
  DevicePointer labels() {
    return rows.at(0);
  }

  /** The rows' losses, {@code [rows]} float32. */
  DevicePointer losses() {
    return rows.at(rowsBytes);
  }

  /** The rows' hits, {@code [rows]} int32. */
  DevicePointer hits() {
    return rows.at(2 * rowsBytes);
  }

  /**
   * Enqueues: pixels / 255 of the next samples into the input, their labels into {@link #labels()}.
   *
   * @param input {@code [rows, H, W, 1]}
   */
  void gather(ResidentData data, Tally tally, Tensor input) {
    gather.launch(
        LaunchShape.forElements(input.shape().elements()),
        data.images().pointer(),
        data.labels().pointer(),
        data.order().pointer(),
        tally.position(),
        input.shape().extent(0),
        data.sample().elements(),
        input.pointer(),
        labels());
  }

  /**
   * Enqueues: the rows' losses and hits onto the tally, in a fixed order, and its position forward.
   */
  void finish(Tally tally, int batch) {
    finish.launch(
        LaunchShape.single(),
        tally.position(),
        batch,
        losses(),
        hits(),
        tally.lossSum(),
        tally.hits());
  }

  /** What {@link #gather} costs: a byte in and a float out of each pixel, and the labels. */
  Cost gatherCost(Tensor input) {
    long pixels = input.shape().elements();
    long rows = input.shape().extent(0);
    return new Cost(
        gather.name(),
        pixels,
        pixels * (Byte.BYTES + Float.BYTES) + rows * (2 * Integer.BYTES + Byte.BYTES));
  }

  /** What {@link #finish} costs. */
  Cost finishCost(int batch) {
    return new Cost(finish.name(), 2L * batch, (long) batch * (Float.BYTES + Integer.BYTES));
  }

  @Override
  public void close() {
    rows.close();
  }
}
