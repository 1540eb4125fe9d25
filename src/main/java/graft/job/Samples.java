package graft.job;

import graft.data.ImageDataset;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/** Images on which models are compared, and statistics measured. */
public final class Samples {
  private static final int RANDOM = 64;
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  /** Of large images fewer are made up. */
  private static final int MOST_BYTES = 1 << 26;

  private final Shape shape;
  private final byte[] images;
  private final String source;

  private Samples(Shape shape, byte[] images, String source) {
    this.shape = shape;
    this.images = images;
    this.source = source;
  }

  /**
   * Random pixels, the same each time: for want of data.
   *
   * @param shape of an image, {@code [H, W, C]}
   */
  public static Samples ofPixels(Shape shape) {
    byte[] images = new byte[madeUp(shape) * shape.elements()];
    new Random(1).nextBytes(images);
    return new Samples(shape, images, "random pixels");
  }

  private static int madeUp(Shape shape) {
    return Math.max(1, Math.min(RANDOM, MOST_BYTES / shape.elements()));
  }

  /**
   * The first images of a data set, so many at most.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public static Samples of(ImageDataset data, int most) {
    requirePositive(most);
    int count = Math.min(most, data.count());
    byte[] images = Arrays.copyOf(data.images(), count * data.sample().elements());
    return new Samples(data.sample(), images, data.name());
  }

  private static void requirePositive(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("found " + most + " samples, expected 1 or more");
    }
  }

  /**
   * The first of these, so many at most.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public Samples first(int most) {
    requirePositive(most);
    int count = Math.min(most, count());
    return new Samples(shape, Arrays.copyOf(images, count * shape.elements()), source);
  }

  /**
   * These for a network that takes more channels: what is in those is random.
   *
   * @param channels as many as these have, or more
   * @throws IllegalArgumentException if that is more than an array of Java holds
   */
  Samples withChannels(int channels) {
    int old = shape.last();
    if (channels == old) {
      return this;
    }
    long bytes = (long) (images.length / old) * channels;
    if (bytes > LONGEST_ARRAY) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d samples of %d channels, %d bytes, expected at most %d bytes: fewer samples",
              count(),
              channels,
              bytes,
              LONGEST_ARRAY));
    }
    byte[] more = new byte[(int) bytes];
    new Random(2).nextBytes(more);
    for (int i = 0; i < images.length; i++) {
      more[i / old * channels + i % old] = images[i];
    }
    return new Samples(shape.withLast(channels), more, source);
  }

  /** How many. */
  public int count() {
    return images.length / shape.elements();
  }

  /** The shape of an image, {@code [H, W, C]}. */
  public Shape shape() {
    return shape;
  }

  /** What they are, for people. */
  public String source() {
    return source;
  }

  /** {@code [N, H, W, C]} unsigned bytes; a copy. */
  public byte[] images() {
    return images.clone();
  }
}
