package graft.job;

import graft.data.ImageDataset;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.Random;

/** Images on which models are compared, and statistics measured. */
public final class Samples {
  private static final int RANDOM = 64;

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
    byte[] images = new byte[RANDOM * shape.elements()];
    new Random(1).nextBytes(images);
    return new Samples(shape, images, "random pixels");
  }

  /** The first images of a data set, so many at most. */
  public static Samples of(ImageDataset data, int most) {
    int count = Math.min(most, data.count());
    byte[] images = Arrays.copyOf(data.images(), count * data.sample().elements());
    return new Samples(data.sample(), images, data.name());
  }

  /** The first of these, so many at most. */
  public Samples first(int most) {
    int count = Math.min(most, count());
    return new Samples(shape, Arrays.copyOf(images, count * shape.elements()), source);
  }

  /**
   * These for a network that takes more channels: what is in those is random.
   *
   * @param channels as many as these have, or more
   */
  Samples withChannels(int channels) {
    int old = shape.last();
    if (channels == old) {
      return this;
    }
    byte[] more = new byte[images.length / old * channels];
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
