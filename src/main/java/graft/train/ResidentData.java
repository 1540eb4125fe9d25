package graft.train;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.device.Memory;
import graft.tensor.Shape;

/**
 * A data set on the device: images as bytes, labels as bytes, and the order in which to visit them.
 */
public final class ResidentData implements AutoCloseable {
  private final Device device;
  private final Shape sample; // [H, W, 1]
  private final int count;
  private final Memory images; // [N, H, W] bytes
  private final Memory labels; // [N] bytes
  private final Memory order; // [N] int32

  private ResidentData(
      Device device, Shape sample, int count, Memory images, Memory labels, Memory order) {
    this.device = device;
    this.sample = sample;
    this.count = count;
    this.images = images;
    this.labels = labels;
    this.order = order;
  }

  /**
   * Copies a data set to the device, to be visited in its own order.
   *
   * @throws graft.device.CudaException if the device's memory does not suffice
   */
  public static ResidentData upload(Device device, ImageDataset data) {
    int count = data.count();
    Shape sample = Shape.of(data.height(), data.width(), 1);
    Memory images = device.allocate((long) count * sample.elements(), "images");
    Memory labels = device.allocate(count, "labels");
    Memory order = device.allocate((long) count * Integer.BYTES, "sample order");
    device.stream().upload(data.images(), images.pointer());
    device.stream().upload(data.labels(), labels.pointer());
    ResidentData resident = new ResidentData(device, sample, count, images, labels, order);
    int[] identity = new int[count];
    for (int i = 0; i < count; i++) {
      identity[i] = i;
    }
    resident.setOrder(identity);
    return resident;
  }

  /**
   * Sets the order of the samples for the next pass over them.
   *
   * @param indices {@code [N]}, a permutation of 0 to N - 1
   */
  void setOrder(int[] indices) {
    device.stream().upload(indices, order.pointer());
  }

  /** The number of samples. */
  public int count() {
    return count;
  }

  /** The shape of one sample, {@code [H, W, 1]}. */
  public Shape sample() {
    return sample;
  }

  Memory images() {
    return images;
  }

  Memory labels() {
    return labels;
  }

  Memory order() {
    return order;
  }

  @Override
  public void close() {
    images.close();
    labels.close();
    order.close();
  }
}
