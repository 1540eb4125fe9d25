package graft.train;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.Preprocessing;
import graft.nn.BatchRows;
import graft.nn.Call;
import graft.tensor.Shape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;

/**
 * A data set on the device: images as bytes, labels as bytes, and the order in which to visit them.
 */
public final class ResidentData implements AutoCloseable {
  private final Device device;
  private final String name;
  private final Shape sample; // [H, W, C]
  private final int count;
  private final int classes;
  private final Preprocessing preprocessing;
  private final String checksum;
  private final Gather gather;
  private final Memory images; // [N, H, W, C] bytes
  private final Memory labels; // [N] bytes
  private final Memory order; // [N] int32
  private boolean inOwnOrder;
  private final Deque<Runnable> closers = new ArrayDeque<>();

  private ResidentData(Device device, ImageDataset data, Preprocessing preprocessing) {
    this.device = device;
    this.name = data.name();
    this.sample = data.sample();
    this.count = data.count();
    this.classes = data.classes();
    this.preprocessing = preprocessing;
    this.checksum = checksum(data);
    DeviceMemory.require(device, "the images of " + name, bytes());
    try {
      gather = new Gather(device, sample, preprocessing);
      closers.push(gather::close);
      images = allocate(pixelBytes(), "images");
      labels = allocate(count, "labels");
      order = allocate(orderBytes(), "sample order");
      device.stream().upload(data.images(), images.pointer());
      device.stream().upload(data.labels(), labels.pointer());
      setOwnOrder();
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

  /**
   * Copies a data set to the device, to be visited in its own order; its pixels become numbers in
   * [0, 1].
   *
   * @throws DeviceMemoryException if the device has less memory free than it takes
   */
  public static ResidentData upload(Device device, ImageDataset data) {
    Objects.requireNonNull(data, "data");
    return upload(device, data, Preprocessing.scaled(data.sample().last()));
  }

  /**
   * The same with pixels that become other numbers: those of training and of validation data must
   * be the same.
   *
   * @throws DeviceMemoryException if the device has less memory free than it takes
   * @throws IllegalArgumentException if the preprocessing is of another number of channels
   */
  public static ResidentData upload(Device device, ImageDataset data, Preprocessing preprocessing) {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(data, "data");
    if (preprocessing.channels() != data.sample().last()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the preprocessing is of %d channels, the images of %s have %d",
              preprocessing.channels(),
              data.name(),
              data.sample().last()));
    }
    return new ResidentData(device, data, preprocessing);
  }

  private long pixelBytes() {
    return (long) count * sample.elements();
  }

  private long orderBytes() {
    return (long) count * Integer.BYTES;
  }

  /** The device memory that it takes. */
  public long bytes() {
    return Gather.bytes(sample)
        + Memory.aligned(pixelBytes())
        + Memory.aligned(count)
        + Memory.aligned(orderBytes());
  }

  /**
   * Sets the order of the samples for the next sweep over them.
   *
   * @param indices {@code [N]}, a permutation of 0 to N - 1
   */
  void setOrder(int[] indices) {
    inOwnOrder = false;
    device.stream().upload(indices, order.pointer());
  }

  /**
   * Sets the data set's own order: an evaluation on what a training shuffled before is to give the
   * bits of one on fresh data.
   */
  void setOwnOrder() {
    if (!inOwnOrder) {
      setOrder(IntStream.range(0, count).toArray());
      inOwnOrder = true;
    }
  }

  /**
   * The next samples into a network's input, their labels into the rows.
   *
   * @param position where the next batch begins in the order of the samples: int32
   * @param input {@code [rows, H, W, C]}
   */
  Call gather(DevicePointer position, Tensor input, BatchRows rows) {
    return gather.plain(source(position), input, rows);
  }

  /**
   * The same with varied images.
   *
   * @param seed of what is drawn
   * @param steps how many training steps were done, int64: each step draws anew
   */
  Call gatherAugmented(
      DevicePointer position,
      Tensor input,
      BatchRows rows,
      Augmentation augmentation,
      long seed,
      DevicePointer steps) {
    return gather.augmented(source(position), input, rows, augmentation, seed, steps);
  }

  private Gather.Source source(DevicePointer position) {
    return new Gather.Source(images.pointer(), labels.pointer(), order.pointer(), position);
  }

  /** The name of the data set. */
  public String name() {
    return name;
  }

  /** The number of samples. */
  public int count() {
    return count;
  }

  /** The number of classes; labels are below it. */
  public int classes() {
    return classes;
  }

  /** The shape of one sample, {@code [H, W, C]}. */
  public Shape sample() {
    return sample;
  }

  /** How its pixels become numbers. */
  Preprocessing preprocessing() {
    return preprocessing;
  }

  /** What is in it, in a line that is of no other data. */
  String checksum() {
    return checksum;
  }

  private static String checksum(ImageDataset data) {
    CRC32C images = new CRC32C();
    images.update(data.images());
    CRC32C labels = new CRC32C();
    labels.update(data.labels());
    return String.format(
        Locale.ROOT,
        "%d images of %s in %d classes, CRC-32C %08x of the images and %08x of the labels",
        data.count(),
        data.sample(),
        data.classes(),
        images.getValue(),
        labels.getValue());
  }

  /** Where it lies. */
  public Device device() {
    return device;
  }

  boolean isOpen() {
    return !closers.isEmpty();
  }

  @Override
  public void close() {
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
