package graft.predict;

import graft.data.ImageDataset;
import graft.device.Device;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.nn.Pass;
import graft.tensor.Shape;
import graft.train.DeviceMemory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A model on a device that answers for images: bytes in, logits out. It computes what {@link
 * graft.train.Trainer#evaluate} computes, to the bit, where the batches are the same.
 *
 * <p>There may be many on one device. Any thread may use one, but a device serves one thread at a
 * time: while another thread is inside a call of any predictor, trainer or other user of the same
 * device, a call is refused at once with an IllegalStateException, and changes nothing. Threads
 * that share a device take turns by a lock of their own.
 *
 * <p>Close it before its device; what the device still holds then is freed, and a later call is
 * refused.
 */
public final class Predictor implements AutoCloseable {
  private final Device device;
  private final Shape sample; // [H, W, C]
  private final int classes;
  private final int batch;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final BatchInput input;
  private final PlannedModel model;

  private Predictor(Device device, Model model, Preprocessing preprocessing, int batch) {
    NetworkSpec spec = model.spec();
    this.device = device;
    this.sample = spec.input();
    this.classes = spec.outputShape().extent(0);
    this.batch = batch;
    try {
      this.input = new BatchInput(device, sample, preprocessing, batch);
      closers.push(input::close);
      this.model = new PlannedModel(device, model, batch);
      closers.push(this.model::close);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Puts a model on a device.
   *
   * @param preprocessing what the model learned from: how bytes become its input
   * @param batch how many images are computed at once, at most
   * @throws IllegalArgumentException if the model takes no images {@code [H, W, C]} or gives no
   *     vector of logits, the preprocessing is of another number of channels, or the batch is not
   *     positive
   * @throws graft.train.DeviceMemoryException if the device has less memory free than it takes
   * @throws IllegalStateException if another thread uses the device, or the device is closed
   */
  public static Predictor of(Device device, Model model, Preprocessing preprocessing, int batch) {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(preprocessing, "preprocessing");
    NetworkSpec spec = model.spec();
    if (spec.input().rank() != 3 || spec.outputShape().rank() != 1) {
      throw new IllegalArgumentException(
          "the model makes %s of %s, expected a vector of logits, [classes], of an image, [H, W, C]"
              .formatted(spec.outputShape(), spec.input()));
    }
    if (preprocessing.channels() != spec.input().last()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the preprocessing is of %d channels, the model takes images of %s",
              preprocessing.channels(),
              spec.input()));
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", expected 1 or more");
    }
    return device.exclusively(
        () -> {
          long bytes =
              PlannedModel.bytes(device, spec, batch) + BatchInput.bytes(spec.input(), batch);
          DeviceMemory.require(device, "predictions in batches of " + batch, bytes);
          return new Predictor(device, model, preprocessing, batch);
        });
  }

  /** The shape of an image, {@code [H, W, C]}. */
  public Shape sample() {
    return sample;
  }

  /** The number of classes, which is that of the logits. */
  public int classes() {
    return classes;
  }

  /** How many images are computed at once, at most. */
  public int batch() {
    return batch;
  }

  /**
   * The model's logits for images, in batches, the last of which may be short.
   *
   * @param images {@code [N, H, W, C]} unsigned bytes, row-major, N at least 1
   * @throws IllegalArgumentException if that is no whole number of images
   * @throws IllegalStateException after close, after the device's, or if another thread uses the
   *     device
   */
  public Predictions predict(byte[] images) {
    Objects.requireNonNull(images, "images");
    int pixels = sample.elements();
    if (images.length == 0 || images.length % pixels != 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %,d bytes, expected a multiple of %,d, the bytes of an image of shape %s",
              images.length,
              pixels,
              sample));
    }
    int count = images.length / pixels;
    if ((long) count * classes > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%,d images have %,d logits each, expected less than 2^31 logits in all; give fewer"
                  + " images at a time",
              count,
              classes));
    }
    return inside(() -> logits(images, count));
  }

  /**
   * The same for a data set's images, whose labels are not looked at.
   *
   * @throws IllegalArgumentException if its images are of another shape
   * @throws IllegalStateException as above
   */
  public Predictions predict(ImageDataset data) {
    Objects.requireNonNull(data, "data");
    if (!data.sample().equals(sample)) {
      throw new IllegalArgumentException(
          "the model takes images of shape %s, those of %s are %s"
              .formatted(sample, data.name(), data.sample()));
    }
    return predict(data.images());
  }

  private Predictions logits(byte[] images, int count) {
    float[] logits = new float[count * classes];
    for (int first = 0; first < count; first += batch) {
      int rows = Math.min(batch, count - first);
      int pixels = sample.elements();
      input.upload(Arrays.copyOfRange(images, first * pixels, (first + rows) * pixels));
      float[] some = new float[rows * classes];
      device.ranges().in("prediction", () -> compute(some));
      System.arraycopy(some, 0, logits, first * classes, some.length);
    }
    return new Predictions(logits, classes);
  }

  private void compute(float[] logits) {
    Pass pass = model.pass(logits.length / classes);
    input.gather(pass.input()).submit();
    pass.forward();
    device.stream().download(pass.logits().pointer(), logits);
  }

  private <T> T inside(Supplier<T> work) {
    requireOpen();
    return device.exclusively(
        () -> {
          requireOpen(); // another thread may have closed it a moment ago
          return work.get();
        });
  }

  private void requireOpen() {
    if (closers.isEmpty()) {
      throw new IllegalStateException("the predictor is used after it was closed");
    }
    if (!device.isOpen()) {
      throw new IllegalStateException("the predictor is used after its device was closed");
    }
  }

  /**
   * Frees what it holds; later calls do nothing, nor does one after the device's close.
   *
   * @throws IllegalStateException if another thread uses the device; nothing is freed then
   */
  @Override
  public void close() {
    if (closers.isEmpty() || !device.isOpen()) {
      return;
    }
    device.exclusively(
        () -> {
          while (!closers.isEmpty()) {
            closers.pop().run();
          }
        });
  }
}
