package graft.data;

import java.util.Arrays;
import java.util.Objects;

/**
 * Labelled grey images in the memory of the host.
 *
 * <p>The arrays are large (47 MB for MNIST) and are therefore shared, not copied: whoever gets them
 * must not write to them.
 */
public final class ImageDataset {
  private final String name;
  private final byte[] images; // [N, H, W], unsigned
  private final byte[] labels; // [N]
  private final int count;
  private final int height;
  private final int width;
  private final int classes;

  /**
   * A data set that shares the given arrays.
   *
   * @param name for messages, as "MNIST train"
   * @param images [N, H, W] unsigned bytes, row-major, 0 is background
   * @param labels [N], each in [0, classes)
   * @throws IllegalArgumentException if there is no image, an extent is not positive, the array
   *     lengths do not fit together, or a label is out of range
   */
  public ImageDataset(
      String name, byte[] images, byte[] labels, int height, int width, int classes) {
    this.name = Objects.requireNonNull(name);
    this.images = images;
    this.labels = labels;
    this.count = labels.length;
    this.height = height;
    this.width = width;
    this.classes = classes;
    if (height < 1 || width < 1 || classes < 1 || classes > 256) {
      throw new IllegalArgumentException(
          name
              + ": found height "
              + height
              + ", width "
              + width
              + ", classes "
              + classes
              + "; expected 1 or more each, and at most 256 classes");
    }
    if (count == 0 || images.length != (long) count * height * width) {
      throw new IllegalArgumentException(
          name
              + ": found "
              + images.length
              + " pixels for "
              + count
              + " labels; expected at least one image, and "
              + height
              + "x"
              + width
              + " pixels for each label");
    }
    for (int i = 0; i < count; i++) {
      if (Byte.toUnsignedInt(labels[i]) >= classes) {
        throw new IllegalArgumentException(
            name
                + ": found label "
                + Byte.toUnsignedInt(labels[i])
                + " at position "
                + i
                + "; expected 0 to "
                + (classes - 1));
      }
    }
  }

  /** For messages, as "MNIST train". */
  public String name() {
    return name;
  }

  /** The pixels, [N, H, W] unsigned bytes: the array itself, not to be written to. */
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

  /** H, in pixels. */
  public int height() {
    return height;
  }

  /** W, in pixels. */
  public int width() {
    return width;
  }

  /** Pixels of one image, H * W. */
  public int pixels() {
    return height * width;
  }

  /** The number of classes; labels are in [0, classes). */
  public int classes() {
    return classes;
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
        Arrays.copyOf(images, n * pixels()),
        Arrays.copyOf(labels, n),
        height,
        width,
        classes);
  }

  /** Equal name, extents, classes, pixels and labels. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ImageDataset data
        && name.equals(data.name)
        && height == data.height
        && width == data.width
        && classes == data.classes
        && Arrays.equals(labels, data.labels)
        && Arrays.equals(images, data.images);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, height, width, classes, Arrays.hashCode(labels));
  }

  @Override
  public String toString() {
    return name + " [" + count + ", " + height + ", " + width + "], " + classes + " classes";
  }
}
