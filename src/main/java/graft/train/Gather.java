package graft.train;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.Preprocessing;
import graft.nn.BatchRows;
import graft.nn.Call;
import graft.nn.Cost;
import graft.random.RandomSequences;
import graft.tensor.Shape;
import java.util.Locale;

/**
 * Images that lie on the device as bytes become a network's input, as a {@link Preprocessing} says.
 * The one way from pixels to numbers: of training, evaluation and prediction. Launches {@code
 * cuda-kernels/batch.cu}.
 */
public final class Gather implements AutoCloseable {
  private final Shape sample; // [H, W, C]
  private final Preprocessing preprocessing;
  private final Kernel plain;
  private final Kernel augmented;
  private final Memory table; // [C, 256] float32: what a byte stands for

  /**
   * Where the images of a batch are found: those at {@code order[position]} and behind.
   *
   * @param images {@code [N, H, W, C]} bytes
   * @param labels {@code [N]} bytes
   * @param order {@code [N]} int32, a permutation of 0 to N - 1
   * @param position one int32
   */
  public record Source(
      DevicePointer images, DevicePointer labels, DevicePointer order, DevicePointer position) {}

  /**
   * Uploads what bytes stand for.
   *
   * @param sample {@code [H, W, C]}
   * @throws IllegalArgumentException if the preprocessing is of another number of channels
   */
  public Gather(Device device, Shape sample, Preprocessing preprocessing) {
    if (preprocessing.channels() != sample.last()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the preprocessing is of %d channels, the images have %d",
              preprocessing.channels(),
              sample.last()));
    }
    this.sample = sample;
    this.preprocessing = preprocessing;
    this.plain =
        device.kernel(preprocessing.isScaleOnly() ? "gather_batch" : "gather_normalised_batch");
    this.augmented = device.kernel("gather_augmented_batch");
    this.table = device.allocate(tableBytes(sample), "values of pixels");
    try {
      device.stream().upload(preprocessing.table(), table.pointer());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The device memory that it takes for images of a shape, {@code [H, W, C]}. */
  public static long bytes(Shape sample) {
    return Memory.aligned(tableBytes(sample));
  }

  private static long tableBytes(Shape sample) {
    return (long) sample.last() * Preprocessing.LEVELS * Float.BYTES;
  }

  /**
   * The next images into a network's input, their labels into the rows.
   *
   * @param input {@code [rows, H, W, C]}
   */
  public Call plain(Source source, Tensor input, BatchRows rows) {
    int elements = input.shape().elements();
    int batch = input.shape().extent(0);
    LaunchShape shape = LaunchShape.forElements(elements);
    DevicePointer x = input.pointer();
    Runnable launch =
        preprocessing.isScaleOnly()
            ? () ->
                plain.launch(
                    shape,
                    source.images(),
                    source.labels(),
                    source.order(),
                    source.position(),
                    batch,
                    sample.elements(),
                    x,
                    rows.labels())
            : () ->
                plain.launch(
                    shape,
                    source.images(),
                    source.labels(),
                    source.order(),
                    source.position(),
                    table.pointer(),
                    batch,
                    sample.elements(),
                    sample.last(),
                    x,
                    rows.labels());
    return Call.of(cost(plain, input), launch);
  }

  /**
   * The same with varied images.
   *
   * @param seed of what is drawn
   * @param steps how many training steps were done, int64: each step draws anew
   */
  Call augmented(
      Source source,
      Tensor input,
      BatchRows rows,
      Augmentation augmentation,
      long seed,
      DevicePointer steps) {
    int batch = input.shape().extent(0);
    int height = sample.extent(0);
    int width = sample.extent(1);
    int channels = sample.last();
    LaunchShape shape = LaunchShape.forLanes((long) batch * height, width * channels);
    return Call.of(
        cost(augmented, input),
        () ->
            augmented.launch(
                shape,
                source.images(),
                source.labels(),
                source.order(),
                source.position(),
                table.pointer(),
                batch,
                height,
                width,
                channels,
                augmentation.pad(),
                augmentation.flip() ? 1 : 0,
                seed,
                RandomSequences.AUGMENTATION,
                steps,
                input.pointer(),
                rows.labels()));
  }

  /** A byte in and a float out of each element; of each row its place in the order, and label. */
  private static Cost cost(Kernel kernel, Tensor input) {
    long elements = input.shape().elements();
    long batch = input.shape().extent(0);
    return new Cost(
        kernel.name(),
        elements,
        elements * (Byte.BYTES + Float.BYTES) + batch * (2L * Integer.BYTES + Byte.BYTES));
  }

  @Override
  public void close() {
    table.close();
  }
}
