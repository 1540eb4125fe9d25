package graft.predict;

import java.util.Locale;

/** A model gave NaN or infinity for an image, so that nothing can be said of its class. */
public final class NotFiniteLogitsException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * For an image and a class, both counted from 0.
   *
   * @param found NaN or infinite
   */
  NotFiniteLogitsException(int image, int label, float found) {
    super(
        String.format(
            Locale.ROOT,
            "image %d (counted from 0) has the logit %s for class %d, expected a finite number; the"
                + " model's weights are damaged, or its training diverged",
            image,
            found,
            label));
  }
}
