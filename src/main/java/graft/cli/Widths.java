package graft.cli;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.net2net.ChannelGroup;
import graft.net2net.ChannelGroups;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code conv1=128}, {@code conv1=2x} and {@code all=2x} ask for. */
final class Widths {
  private static final String ALL = "all";

  private static final Pattern WIDTH = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?x|\\d{1,10}");

  private Widths() {}

  /**
   * New widths, by node, those for all others behind those that are named.
   *
   * @param asked numbers or factors, by node or for all
   * @throws IllegalArgumentException if one is neither, there is no such node, two nodes have their
   *     channels from the same others, or none of all can grow
   */
  static Map<String, Integer> of(NetworkSpec spec, Map<String, String> asked) {
    ChannelGroups groups = new ChannelGroups(spec);
    Map<String, Integer> widths = new LinkedHashMap<>();
    Map<List<String>, String> nodes = new HashMap<>();
    asked.forEach(
        (node, text) -> {
          if (!node.equals(ALL)) {
            widths.put(node, width(spec, node, text));
            List<String> makers = groups.of(node).makers();
            String other = makers.isEmpty() ? null : nodes.putIfAbsent(makers, node);
            if (other != null) {
              throw new IllegalArgumentException(
                  "the channels of nodes %s and %s grow together, and %s=%s, %s=%s are given; expected one of them"
                      .formatted(other, node, other, asked.get(other), node, text));
            }
          }
        });
    if (asked.containsKey(ALL)) {
      Set<String> done = new HashSet<>();
      nodes.keySet().forEach(done::addAll);
      growing(spec, groups, done)
          .forEach(node -> widths.put(node, width(spec, node, asked.get(ALL))));
    }
    if (widths.isEmpty()) {
      throw new IllegalArgumentException(
          "all channels of the network are its inputs or outputs, or summed with them, so there are none for %s=%s to widen"
              .formatted(ALL, asked.get(ALL)));
    }
    return widths;
  }

  private static int width(NetworkSpec spec, String node, String text) {
    int now = spec.shapeOf(node).last();
    if (!WIDTH.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "%s=%s: found '%s', expected a number of units, as 128, or a factor, as 2x or 1.5x"
              .formatted(node, text, text));
    }
    double wide =
        text.endsWith("x")
            ? now * Double.parseDouble(text.substring(0, text.length() - 1))
            : Double.parseDouble(text);
    return (int) Math.min(Integer.MAX_VALUE, Math.round(wide));
  }

  /**
   * One node of each group that can grow.
   *
   * @param done nodes whose groups are passed over; grows
   */
  private static Set<String> growing(NetworkSpec spec, ChannelGroups groups, Set<String> done) {
    Set<String> growing = new LinkedHashSet<>();
    for (Node node : spec.nodes()) {
      if (spec.flowOf(node) instanceof ChannelFlow.Makes && !done.contains(node.name())) {
        ChannelGroup group = groups.of(node.name());
        if (!group.input() && !group.output()) {
          growing.add(node.name());
        }
        done.addAll(group.makers());
      }
    }
    return growing;
  }
}
