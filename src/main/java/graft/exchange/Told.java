package graft.exchange;

import graft.model.Preprocessing;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the user says of a file where the file does not: most of other frameworks tell neither what
 * their network is fed nor what its outputs are called.
 *
 * @param mean what was subtracted from the pixels, which are in [0, 1], by channel; one number
 *     serves all channels
 * @param deviation what they were divided by, likewise
 * @param classNames what each logit stands for, in order
 */
public record Told(
    Optional<List<Double>> mean,
    Optional<List<Double>> deviation,
    Optional<List<String>> classNames) {
  /** Keeps copies. */
  public Told {
    mean = mean.map(List::copyOf);
    deviation = deviation.map(List::copyOf);
    classNames = classNames.map(List::copyOf);
  }

  /** Nothing. */
  public static Told nothing() {
    return new Told(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * Pixels scaled to a range: 0 to 255 as they are, 0 to 1, or -1 to 1.
   *
   * @param black what a byte of 0 becomes
   * @param white what a byte of 255 becomes
   * @throws IllegalArgumentException if white is not above black
   */
  public Told withRange(double black, double white) {
    if (!(white > black)) {
      throw new IllegalArgumentException(
          "pixels from %s to %s, expected a range from dark to bright".formatted(black, white));
    }
    double deviation = 1 / (white - black);
    return new Told(
        Optional.of(List.of(-black * deviation)), Optional.of(List.of(deviation)), classNames);
  }

  /**
   * What is said of the pixels, if anything is.
   *
   * @throws IllegalArgumentException if it is not of so many channels, or a deviation is not
   *     positive
   */
  public Optional<Preprocessing> preprocessing(int channels) {
    if (mean.isEmpty() && deviation.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Preprocessing(
            each(mean.orElse(List.of(0.0)), "mean", channels),
            each(deviation.orElse(List.of(1.0)), "deviation", channels)));
  }

  private static List<Double> each(List<Double> numbers, String what, int channels) {
    if (numbers.size() == 1) {
      return Collections.nCopies(channels, numbers.get(0));
    }
    if (numbers.size() != channels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found a %s of %d channels, expected one number or %d, as many as the network's input"
                  + " has",
              what,
              numbers.size(),
              channels));
    }
    return numbers;
  }
}
