package graft.cli;

import graft.model.ChannelFlow;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.net2net.ChannelGroup;
import graft.net2net.ChannelGroups;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What {@code conv1=128}, {@code conv1=2x} and {@code all=2x} ask for. */
final class Widths {
  private static final String ALL = "all";

  private Widths() {}

  /**
   * New widths, by node.
   *
   * @param asked numbers or factors, by node or for all
   * @throws IllegalArgumentException if one is neither, or there is no such node
   */
  static Map<String, Integer> of(NetworkSpec spec, Map<String, String> asked) {
    Map<String, Integer> widths = new LinkedHashMap<>();
    asked.forEach(
        (node, text) -> {
          if (node.equals(ALL)) {
            growing(spec).forEach(each -> widths.put(each, width(spec, each, text)));
          } else {
            widths.put(node, width(spec, node, text));
          }
        });
    return widths;
  }

  private static int width(NetworkSpec spec, String node, String text) {
    int now = spec.shapeOf(node).last();
    try {
      return text.endsWith("x")
          ? Math.toIntExact(
              Math.round(now * Double.parseDouble(text.substring(0, text.length() - 1))))
          : Integer.parseInt(text);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s=%s: found '%s', expected a number of units, as 128, or a factor, as 2x"
              .formatted(node, text, text),
          e);
    }
  }

  /** One node of each group that can grow. */
  private static Set<String> growing(NetworkSpec spec) {
    ChannelGroups groups = new ChannelGroups(spec);
    Set<String> growing = new LinkedHashSet<>();
    Set<String> done = new HashSet<>();
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
