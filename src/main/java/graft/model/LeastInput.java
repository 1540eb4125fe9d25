package graft.model;

import graft.tensor.Shape;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** How large images must be at least for a network's windows and steps to fit into them. */
public final class LeastInput {
  private static final int RANK = 3; // [H, W, C]
  private static final int LARGEST = 1024; // what asks for more is not refused for being small

  private LeastInput() {}

  /**
   * The least height and width for images that are refused.
   *
   * @param sample the refused shape, {@code [H, W, C]}
   * @param fits whether the network can be made for a shape
   * @return {@code [H, W, C]}; empty where larger images would be refused too
   */
  public static Optional<Shape> of(Shape sample, Predicate<Shape> fits) {
    if (sample.rank() != RANK) {
      return Optional.empty();
    }
    int channels = sample.last();
    return least(side -> fits.test(Shape.of(side, side, channels)))
        .map(
            side ->
                Shape.of(
                    least(height -> fits.test(Shape.of(height, side, channels))).orElse(side),
                    least(width -> fits.test(Shape.of(side, width, channels))).orElse(side),
                    channels))
        .filter(least -> !holds(sample, least));
  }

  /** As "; expected images of 4x4 or larger"; empty where larger ones would not do. */
  public static String hint(Shape sample, Predicate<Shape> fits) {
    return of(sample, fits)
        .map(
            least ->
                String.format(
                    Locale.ROOT,
                    "; images of %dx%d are too small, expected %dx%d or larger",
                    sample.extent(0),
                    sample.extent(1),
                    least.extent(0),
                    least.extent(1)))
        .orElse("");
  }

  private static boolean holds(Shape sample, Shape least) {
    return sample.extent(0) >= least.extent(0) && sample.extent(1) >= least.extent(1);
  }

  private static Optional<Integer> least(IntPredicate fits) {
    return IntStream.rangeClosed(1, LARGEST).filter(fits).boxed().findFirst();
  }
}
