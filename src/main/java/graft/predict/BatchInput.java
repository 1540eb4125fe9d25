package graft.predict;

import graft.device.Device;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.Preprocessing;
import graft.nn.BatchRows;
import graft.nn.Call;
import graft.tensor.Shape;
import graft.train.Gather;
import java.util.ArrayDeque;
import java.util.Deque;

/** One batch of images on the device, as bytes, in the order in which they came. */
final class BatchInput implements AutoCloseable {
  private final Device device;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final Gather gather;
  private final Gather.Source source;
  private final Memory images; // [batch, H, W, C] bytes
  private final BatchRows rows; // of which the gather writes labels, that nobody reads

  /** Allocates. */
  BatchInput(Device device, Shape sample, Preprocessing preprocessing, int batch) {
    this.device = device;
    try {
      gather = new Gather(device, sample, preprocessing);
      closers.push(gather::close);
      images = allocate((long) batch * sample.elements(), "images to predict");
      rows = new BatchRows(device, batch);
      closers.push(rows::close);
      Memory labels = allocate(batch, "no labels");
      device.stream().clear(labels.pointer(), labels.bytes());
      Memory order = allocate((long) batch * Integer.BYTES, "order of images");
      device.stream().upload(identity(batch), order.pointer());
      // Every batch begins at position 0; the order begins with a 0, which is read as that.
      source =
          new Gather.Source(images.pointer(), labels.pointer(), order.pointer(), order.pointer());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Memory allocate(long bytes, String purpose) {
    Memory memory = device.allocate(bytes, purpose);
    closers.push(memory::close);
    return memory;
  }

  private static int[] identity(int count) {
    int[] identity = new int[count];
    for (int i = 0; i < count; i++) {
      identity[i] = i;
    }
    return identity;
  }

  /** The device memory that it takes. */
  static long bytes(Shape sample, int batch) {
    return Gather.bytes(sample)
        + Memory.aligned((long) batch * sample.elements())
        + BatchRows.bytes(batch)
        + Memory.aligned(batch)
        + Memory.aligned((long) batch * Integer.BYTES);
  }

  /** Images in place of the last ones, {@code [rows, H, W, C]} with at most the batch's rows. */
  void upload(byte[] some) {
    device.stream().upload(some, images.pointer());
  }

  /**
   * The first images as numbers.
   *
   * @param x a network's input, {@code [rows, H, W, C]}
   */
  Call gather(Tensor x) {
    return gather.plain(source, x, rows);
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
