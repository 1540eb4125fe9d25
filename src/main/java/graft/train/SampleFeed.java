package graft.train;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.nn.Call;
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
   * Pixels / 255 of the next samples into the input, their labels into {@link #labels()}.
   *
   * @param input {@code [rows, H, W, 1]}
   */
  Call gather(ResidentData data, Tally tally, Tensor input) {
    long pixels = input.shape().elements();
    int count = input.shape().extent(0);
    // A byte in and a float out of each pixel; of each row its place in the order, and its label.
    long bytes = pixels * (Byte.BYTES + Float.BYTES) + count * (2L * Integer.BYTES + Byte.BYTES);
    return Call.of(
        new Cost(gather.name(), pixels, bytes),
        () ->
            gather.launch(
                LaunchShape.forElements(pixels),
                data.images().pointer(),
                data.labels().pointer(),
                data.order().pointer(),
                tally.position(),
                count,
                data.sample().elements(),
                input.pointer(),
                labels()));
  }

  /** The rows' losses and hits onto the tally, in a fixed order, and its position forward. */
  Call finish(Tally tally, int batch) {
    return Call.of(
        new Cost(finish.name(), 2L * batch, (long) batch * (Float.BYTES + Integer.BYTES)),
        () ->
            finish.launch(
                LaunchShape.single(),
                tally.position(),
                batch,
                losses(),
                hits(),
                tally.lossSum(),
                tally.hits(),
                tally.step(),
                tally.stepLosses(),
                tally.stepHits()));
  }

  @Override
  public void close() {
    rows.close();
  }
}
