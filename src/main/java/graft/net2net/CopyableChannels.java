package graft.net2net;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;

/**
 * Which of a node's channels can get copies, and how many more they can become. Channels of one
 * class get copies together: a class that the node holds twice becomes two channels more.
 */
final class CopyableChannels {
  private final String node;

  /** The classes of the node's channels. */
  private final int[] channels;

  /** Classes whose number cannot change. */
  private final BitSet fixed;

  /** How many of the node's channels are of a class, by class. */
  private final int[] sizes;

  /** The classes that can get copies, in the order of the channels. */
  private final List<Integer> free;

  CopyableChannels(String node, int[] channels, BitSet fixed) {
    this.node = node;
    this.channels = channels;
    this.fixed = fixed;
    this.sizes = new int[Arrays.stream(channels).max().orElse(0) + 1];
    Arrays.stream(channels).forEach(channel -> sizes[channel]++);
    this.free =
        Arrays.stream(channels).distinct().filter(channel -> !fixed.get(channel)).boxed().toList();
  }

  /** Whether no channel can become more. */
  boolean areNone() {
    return free.isEmpty();
  }

  /** Whether some of the node's channels are of a class. */
  boolean has(int channel) {
    return channel < sizes.length && sizes[channel] > 0;
  }

  /**
   * A map onto so many channels, class after class.
   *
   * @param choice one of so many classes
   * @throws IllegalArgumentException if no copies make that number
   */
  ReplicaMap choose(int newWidth, IntUnaryOperator choice) {
    int[] copied = new int[newWidth - channels.length];
    BitSet sums = sums(copied.length);
    if (!sums.get(copied.length)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "node %s has %d units and cannot be widened to %d, since units that it holds several"
                  + " times get several copies; expected %d",
              node,
              channels.length,
              newWidth,
              channels.length + sums.nextSetBit(copied.length)));
    }
    int at = 0;
    while (at < copied.length) {
      int left = copied.length - at;
      List<Integer> fitting =
          free.stream().filter(it -> sizes[it] <= left && sums.get(left - sizes[it])).toList();
      int chosen = fitting.get(choice.applyAsInt(fitting.size()));
      for (int channel = 0; channel < channels.length; channel++) {
        if (channels[channel] == chosen) {
          copied[at++] = channel;
        }
      }
    }
    return ReplicaMap.of(channels.length, copied);
  }

  /** How many channels copies can add, up to the first number that is not below the wanted one. */
  private BitSet sums(int wanted) {
    int[] parts = free.stream().mapToInt(it -> sizes[it]).distinct().toArray();
    BitSet sums = new BitSet();
    sums.set(0);
    for (int sum = 1; sums.length() <= wanted; sum++) {
      for (int part : parts) {
        if (part <= sum && sums.get(sum - part)) {
          sums.set(sum);
        }
      }
    }
    return sums;
  }

  /**
   * By class, how many of a channel the student has.
   *
   * @param classes how many there are
   * @throws IllegalArgumentException if the map copies of a class only some, or a fixed one
   */
  int[] multiplicities(ReplicaMap map, int classes) {
    int[] multiplicities = new int[classes];
    Arrays.fill(multiplicities, 1);
    for (int channel = 0; channel < channels.length; channel++) {
      multiplicities[channels[channel]] = map.copies(channel);
    }
    for (int channel = 0; channel < channels.length; channel++) {
      int copies = map.copies(channel);
      int expected = multiplicities[channels[channel]];
      if (copies != expected) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "node %s: unit %d is summed with others that get %d copies, but gets %d itself;"
                    + " expected as many",
                node,
                channel,
                expected - 1,
                copies - 1));
      }
      if (copies > 1 && fixed.get(channels[channel])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "node %s: unit %d is among the network's inputs or outputs, or summed with one, but"
                    + " gets %d copies; expected none",
                node,
                channel,
                copies - 1));
      }
    }
    return multiplicities;
  }
}
