package graft.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * How the bytes of an image become a network's input: {@code (byte / 255 - mean) / deviation},
 * channel by channel. It belongs to the network that learned from such numbers.
 *
 * @param mean [C], of pixels in [0, 1]
 * @param deviation [C], of pixels in [0, 1], positive
 */
public record Preprocessing(List<Double> mean, List<Double> deviation) {
  /** The values of a byte. */
  public static final int LEVELS = 256;

  private static final double WHITE = 255.0;

  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if there are not as many deviations as means, one of them is
   *     not finite, or a deviation is not positive
   */
  public Preprocessing {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.isEmpty() || mean.size() != deviation.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found means of %d channels and deviations of %d, expected as many, and one or more",
              mean.size(),
              deviation.size()));
    }
    for (int c = 0; c < mean.size(); c++) {
      if (!Double.isFinite(mean.get(c))
          || !Double.isFinite(deviation.get(c))
          || !(deviation.get(c) > 0)) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "channel %d has mean %s and deviation %s, expected finite numbers and a positive"
                    + " deviation (a channel that is the same everywhere has none)",
                c,
                mean.get(c),
                deviation.get(c)));
      }
    }
  }

  /** Bytes / 255 and nothing more. */
  public static Preprocessing scaled(int channels) {
    return new Preprocessing(
        Collections.nCopies(channels, 0.0), Collections.nCopies(channels, 1.0));
  }

  /**
   * The same for images with more channels, of which {@link #scaled} is taken.
   *
   * @param channels as many as it has, or more
   */
  public Preprocessing withChannels(int channels) {
    int added = channels - channels();
    return added == 0 ? this : new Preprocessing(and(mean, added, 0.0), and(deviation, added, 1.0));
  }

  private static List<Double> and(List<Double> numbers, int added, double number) {
    List<Double> all = new ArrayList<>(numbers);
    all.addAll(Collections.nCopies(added, number));
    return all;
  }

  /** C. */
  public int channels() {
    return mean.size();
  }

  /** Whether it is {@link #scaled}. */
  public boolean isScaleOnly() {
    return equals(scaled(channels()));
  }

  /**
   * What one byte becomes: computed in double, rounded once.
   *
   * @param level 0 to 255
   */
  public float value(int channel, int level) {
    return (float) ((level / WHITE - mean.get(channel)) / deviation.get(channel));
  }

  /** All of them, [C, 256]. */
  public float[] table() {
    float[] table = new float[channels() * LEVELS];
    for (int i = 0; i < table.length; i++) {
      table[i] = value(i / LEVELS, i % LEVELS);
    }
    return table;
  }
}
