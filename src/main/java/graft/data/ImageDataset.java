package graft.data;

import graft.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Labelled images in the memory of the host.
 *
 * <p>The arrays are large (47 MB for MNIST) and are therefore shared, not copied: whoever gets them
 * must not write to them.
 */
public final class ImageDataset {
  /** The most classes: a label is a byte. */
  static final int MOST_CLASSES = 256;

  private final String name;
  private final byte[] images; // [N, H, W, C], unsigned
  private final byte[] labels; // [N]
  private final int count;
  private final Shape sample; // [H, W, C]
  private final List<String> classNames;

  /**
   * A data set that shares the given arrays.
   *
   * @param name for messages, as "MNIST train"
   * @param images [N, H, W, C] unsigned bytes, row-major, 0 is background
   * @param labels [N], each in [0, classes)
   * @param sample [H, W, C]
   * @param classNames one for each class, 1 to 256
   * @throws IllegalArgumentException if there is no image, the sample is not [H, W, C], the array
   *     lengths do not fit together, or a label is out of range
   */
  public ImageDataset(
      String name, byte[] images, byte[] labels, Shape sample, List<String> classNames) {
    this.name = Objects.requireNonNull(name);
    this.images = images;
    this.labels = labels;
    this.count = labels.length;
    this.sample = sample;
    this.classNames = List.copyOf(classNames);
    if (sample.rank() != 3 || classNames.isEmpty() || classNames.size() > MOST_CLASSES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: found samples of %s in %d classes; expected [H, W, C] and 1 to %d classes",
              name,
              sample,
              classNames.size(),
              MOST_CLASSES));
    }
    if (count == 0 || images.length != (long) count * sample.elements()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: found %d bytes for %d labels; expected at least one image, and %s for each"
                  + " label",
              name,
              images.length,
              count,
              sample));
    }
    for (int i = 0; i < count; i++) {
      if (label(i) >= classes()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: found label %d at position %d; expected 0 to %d",
                name,
                label(i),
                i,
                classes() - 1));
      }
    }
  }

  /**
   * The same for classes that have no names but their numbers.
   *
   * @param classes 1 to 256
   * @throws IllegalArgumentException as above
   */
  public ImageDataset(String name, byte[] images, byte[] labels, Shape sample, int classes) {
    this(name, images, labels, sample, numbered(classes));
  }

  private static List<String> numbered(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /** For messages, as "MNIST train". */
  public String name() {
    return name;
  }

  /** The images, [N, H, W, C] unsigned bytes: the array itself, not to be written to. */
  public byte[] images() {
    return images;
  }

  /** The labels, [N]: the array itself, not to be written to. */
  public byte[] labels() {
    return labels;
  }

  /** N, the number of images. */
  public int count() {
    return count;
  }

  /** The shape of one image, [H, W, C]. */
  public Shape sample() {
    return sample;
  }

  /** The number of classes; labels are in [0, classes). */
  public int classes() {
    return classNames.size();
  }

  /** What the classes are called, by label: their numbers where the files have no names. */
  public List<String> classNames() {
    return classNames;
  }

  /** The label of one image. */
  public int label(int position) {
    return Byte.toUnsignedInt(labels[position]);
  }

  /**
   * The first images, in order.
   *
   * @throws IllegalArgumentException if n is not in [1, count]
   */
  public ImageDataset firstImages(int n) {
    if (n < 1 || n > count) {
      throw new IllegalArgumentException(
          name + ": " + n + " images were asked for; it holds 1 to " + count);
    }
    if (n == count) {
      return this;
    }
    return new ImageDataset(
        name,
        Arrays.copyOf(images, n * sample.elements()),
        Arrays.copyOf(labels, n),
        sample,
        classNames);
  }

  /**
   * Some of the images, evenly spread, since files often hold one class behind the other.
   *
   * @throws IllegalArgumentException if n is not in [1, count]
   */
  public ImageDataset spread(int n) {
    if (n < 1 || n >= count) {
      return firstImages(n);
    }
    int size = sample.elements();
    byte[] some = new byte[n * size];
    byte[] theirs = new byte[n];
    for (int i = 0; i < n; i++) {
      int from = (int) ((long) i * count / n);
      System.arraycopy(images, from * size, some, i * size, size);
      theirs[i] = labels[from];
    }
    return new ImageDataset(name, some, theirs, sample, classNames);
  }

  /** Equal name, shape, classes, pixels and labels. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ImageDataset data
        && name.equals(data.name)
        && sample.equals(data.sample)
        && classNames.equals(data.classNames)
        && Arrays.equals(labels, data.labels)
        && Arrays.equals(images, data.images);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, sample, classNames, Arrays.hashCode(labels));
  }

  @Override
  public String toString() {
    return name + " " + sample.prepend(count) + ", " + classes() + " classes";
  }
}
