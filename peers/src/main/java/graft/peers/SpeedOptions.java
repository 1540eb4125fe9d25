package graft.peers;

import java.util.Arrays;
import java.util.List;

/**
 * What to time.
 *
 * @param networks names of {@link ColourNetwork}
 * @param batches batch sizes
 * @param threads that PyTorch computes with
 * @param repetitions of which the middle one counts
 * @param seconds that a repetition takes
 */
record SpeedOptions(
    List<String> networks, List<Integer> batches, int threads, int repetitions, double seconds) {
  /** How many images are drawn; a batch is some of them. */
  static final int SAMPLES = 2048;

  static final String USAGE =
      "usage: Speed [--network resnet20,vgg] [--batch 128] [--threads 2] [--repetitions 5] [--seconds 5]";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it is not as {@link #USAGE} says
   */
  static SpeedOptions parse(String... arguments) {
    SpeedOptions options = new SpeedOptions(ColourNetwork.names(), List.of(128), 2, 5, 5);
    if (arguments.length % 2 != 0) {
      throw new IllegalArgumentException("no value for the last of " + List.of(arguments));
    }
    for (int i = 0; i < arguments.length; i += 2) {
      options = options.with(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  private SpeedOptions with(String flag, String value) {
    return switch (flag) {
      case "--network" -> new SpeedOptions(networks(value), batches, threads, repetitions, seconds);
      case "--batch" ->
          new SpeedOptions(
              networks,
              Arrays.stream(value.split(",")).map(SpeedOptions::batch).toList(),
              threads,
              repetitions,
              seconds);
      case "--threads" ->
          new SpeedOptions(networks, batches, positive(flag, value), repetitions, seconds);
      case "--repetitions" ->
          new SpeedOptions(networks, batches, threads, positive(flag, value), seconds);
      case "--seconds" ->
          new SpeedOptions(networks, batches, threads, repetitions, Double.parseDouble(value));
      default -> throw new IllegalArgumentException("unknown flag " + flag);
    };
  }

  private static List<String> networks(String value) {
    List<String> networks = List.of(value.split(","));
    if (!ColourNetwork.names().containsAll(networks)) {
      throw new IllegalArgumentException(
          "--network is " + value + ", expected some of " + ColourNetwork.names());
    }
    return networks;
  }

  private static int batch(String value) {
    int batch = positive("--batch", value);
    if (batch > SAMPLES) {
      throw new IllegalArgumentException(
          "--batch is " + batch + ", expected at most the " + SAMPLES + " images there are");
    }
    return batch;
  }

  private static int positive(String flag, String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException(flag + " is " + value + ", expected 1 or more");
    }
    return number;
  }
}
