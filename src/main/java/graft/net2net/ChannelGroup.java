package graft.net2net;

import java.util.List;

/**
 * Channels that belong together, seen from the nodes of a network: whoever gives one of them a copy
 * gives it to all. All names in the network's order.
 *
 * @param channels how many the value has whose channels they are
 * @param makers the nodes whose own units they are; more than one where a sum joins theirs
 * @param keepers the nodes that pass them on and have parameters with an entry a channel
 * @param consumers the nodes whose kernels read them
 * @param input whether the network's input holds some of them, whose number is fixed
 * @param output whether the network's output holds some of them, whose number is fixed
 */
public record ChannelGroup(
    int channels,
    List<String> makers,
    List<String> keepers,
    List<String> consumers,
    boolean input,
    boolean output) {
  /** Keeps copies of the lists. */
  public ChannelGroup {
    makers = List.copyOf(makers);
    keepers = List.copyOf(keepers);
    consumers = List.copyOf(consumers);
  }

  /** For people: {@code 16 channels, made by conv1 and conv2, read by conv3}. */
  public String text() {
    StringBuilder text = new StringBuilder(channels + " channels");
    append(text, "made by", makers);
    append(text, "passed on by", keepers);
    append(text, "read by", consumers);
    if (input) {
      text.append(", some of them the network's inputs");
    }
    if (output) {
      text.append(", some of them the network's outputs");
    }
    return text.toString();
  }

  private static void append(StringBuilder text, String what, List<String> nodes) {
    if (!nodes.isEmpty()) {
      text.append(", ").append(what).append(' ').append(String.join(", ", nodes));
    }
  }
}
