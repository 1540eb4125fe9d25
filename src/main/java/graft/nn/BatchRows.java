package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;

/**
 * What the loss knows of each row of a batch, on the device: its label, its loss and whether it was
 * a hit. The one owner of the three; they are overwritten by every step.
 */
public final class BatchRows implements AutoCloseable {
  private final Device device;
  private final int capacity;
  private final long stride;
  private final Memory memory;

  /**
   * Rows whose content is undefined.
   *
   * @param capacity the largest batch
   */
  public BatchRows(Device device, int capacity) {
    this.device = device;
    this.capacity = capacity;
    this.stride = bytes(capacity) / 3;
    this.memory = device.allocate(3 * stride, "labels, losses and hits of a batch");
  }

  /** The device memory that a capacity takes. */
  public static long bytes(int capacity) {
    return 3 * Memory.aligned((long) capacity * Integer.BYTES);
  }

  /** The largest batch. */
  public int capacity() {
    return capacity;
  }

  /** The labels, {@code [rows]} int32. */
  public DevicePointer labels() {
    return memory.at(0);
  }

  /** The losses in nats, {@code [rows]} float32. */
  public DevicePointer losses() {
    return memory.at(stride);
  }

  /** 1 where the first largest logit was the label's, else 0: {@code [rows]} int32. */
  public DevicePointer hits() {
    return memory.at(2 * stride);
  }

  /**
   * Uploads labels.
   *
   * @throws IllegalArgumentException if there are more than the capacity
   */
  public void setLabels(int[] labels) {
    requireFit(labels.length);
    device.stream().upload(labels, labels());
  }

  /** The losses of the first rows; waits for them. */
  public float[] losses(int rows) {
    requireFit(rows);
    float[] losses = new float[rows];
    device.stream().download(losses(), losses);
    return losses;
  }

  /** The hits of the first rows; waits for them. */
  public int[] hits(int rows) {
    requireFit(rows);
    int[] hits = new int[rows];
    device.stream().download(hits(), hits);
    return hits;
  }

  private void requireFit(int rows) {
    if (rows < 0 || rows > capacity) {
      throw new IllegalArgumentException(
          rows
              + " rows do not fit into "
              + capacity
              + ", the largest batch that was planned; expected 0 to "
              + capacity);
    }
  }

  @Override
  public void close() {
    memory.close();
  }
}
