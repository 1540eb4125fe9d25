package graft.net2net;

import java.util.List;

/**
 * Channels that belong together, seen from the nodes of a network: whoever gives one of them a copy
 * gives it to all. All names in the network's order.
 *
 * @param makers the nodes whose own units the channels are; more than one where a sum joins theirs
 * @param keepers the nodes that pass them on and have parameters with an entry a channel
 * @param consumers the nodes whose kernels read them, once for each place where they stand in what
 *     the kernel reads
 * @param input whether the network's input holds them, so that their number is fixed
 * @param output whether the network's output holds them, so that their number is fixed
 */
public record ChannelGroup(
    List<String> makers,
    List<String> keepers,
    List<Consumer> consumers,
    boolean input,
    boolean output) {
  /** Keeps copies of the lists. */
  public ChannelGroup {
    makers = List.copyOf(makers);
    keepers = List.copyOf(keepers);
    consumers = List.copyOf(consumers);
  }

  /**
   * A node whose parameters have an axis that reads the channels.
   *
   * @param node its name
   * @param pixels how many features of that axis each channel has become on the way, as {@link
   *     graft.model.ChannelFlow.Spreads} says; 1 where none was flattened
   */
  public record Consumer(String node, int pixels) {}
}
