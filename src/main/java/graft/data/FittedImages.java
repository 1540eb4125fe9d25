package graft.data;

import graft.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Images in the shape that a model takes, as {@link ImageFitting} read them.
 *
 * <p>The array is shared, not copied: whoever gets it must not write to it.
 */
public final class FittedImages {
  private final byte[] images; // [N, H, W, C]
  private final Shape sample;
  private final List<String> names;
  private final List<String> notices;
  private final Optional<String> hint;

  FittedImages(
      byte[] images,
      Shape sample,
      List<String> names,
      List<String> notices,
      Optional<String> hint) {
    this.images = images;
    this.sample = sample;
    this.names = List.copyOf(names);
    this.notices = List.copyOf(notices);
    this.hint = hint;
  }

  /** The images, {@code [N, H, W, C]} unsigned bytes: the array itself, not to be written to. */
  public byte[] images() {
    return images;
  }

  /** The shape of one image, {@code [H, W, C]}. */
  public Shape sample() {
    return sample;
  }

  /** N, the number of images. */
  public int count() {
    return names.size();
  }

  /**
   * What each image is called: its file, and behind a # its place, counted from 0, where the file
   * holds several.
   */
  public List<String> names() {
    return names;
  }

  /** What was done to make the images fit, a sentence a kind; empty where they were as they are. */
  public List<String> notices() {
    return notices;
  }

  /** That light and dark may be the wrong way round; only where the trained border is known. */
  public Optional<String> hint() {
    return hint;
  }

  @Override
  public String toString() {
    return "FittedImages " + sample.prepend(count());
  }
}
