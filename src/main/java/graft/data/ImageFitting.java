package graft.data;

import graft.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How files of images become a model's input: PNG and JPEG images and the images of IDX files, in
 * the shape that the model takes. What has another size is resized, bilinear, stretched where its
 * proportions are others; colour becomes grey by 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), grey
 * becomes colour as R = G = B. Nothing is inverted unless that is asked for.
 *
 * @param sample the shape of an image, {@code [H, W, C]}, C 1 or 3
 * @param invert whether black becomes white, after all else
 * @param trained the border of the images that the model learned from, if it is known: {@link
 *     FittedImages#hint} is given by it
 */
public record ImageFitting(Shape sample, boolean invert, Optional<ImageBorder> trained) {
  /**
   * Checks the shape.
   *
   * @throws IllegalArgumentException if it is no image's, or has other than one or three channels
   */
  public ImageFitting {
    if (sample.rank() != 3 || (sample.last() != 1 && sample.last() != ImageDecoder.CHANNELS)) {
      throw new IllegalArgumentException(
          "files of images cannot give samples of shape %s, expected [H, W, 1] or [H, W, 3]"
              .formatted(sample));
    }
  }

  /**
   * As images are, without a hint.
   *
   * @throws IllegalArgumentException as above
   */
  public static ImageFitting to(Shape sample) {
    return new ImageFitting(sample, false, Optional.empty());
  }

  /** The same with black for white. */
  public ImageFitting inverted() {
    return new ImageFitting(sample, true, trained);
  }

  /** The same with a hint where light and dark may be the wrong way round. */
  public ImageFitting withTrained(ImageBorder border) {
    return new ImageFitting(sample, invert, Optional.of(border));
  }

  /**
   * Reads files.
   *
   * @param files one or more
   * @return their images in order
   * @throws DataException of the first file that is not there, is no image, cannot be read, or is
   *     too large
   * @throws IllegalArgumentException if there is no file
   */
  public FittedImages read(List<Path> files) throws DataException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("found no file, expected one or more");
    }
    ImageFitter fitter = new ImageFitter(this);
    for (Path file : files) {
      fitter.add(file);
    }
    return fitter.fitted();
  }
}
