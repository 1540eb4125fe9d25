package graft.files;

import graft.model.NetworkSpec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts nodes that may stand in any order behind those that they read. */
final class NodeOrder {
  private final Map<String, NodeDraft> byName = new LinkedHashMap<>();
  private final Map<String, List<NodeDraft>> readers = new HashMap<>();
  private final Map<String, Integer> missing = new HashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();
  private final List<NodeDraft> ordered = new ArrayList<>();

  private NodeOrder(List<NodeDraft> nodes) {
    nodes.forEach(node -> byName.put(node.name(), node));
    for (NodeDraft node : nodes) {
      Set<String> read = new HashSet<>(node.node().inputs());
      read.forEach(name -> readers.computeIfAbsent(name, n -> new ArrayList<>()).add(node));
      read.remove(NetworkSpec.INPUT);
      missing.put(node.name(), read.size());
    }
  }

  /**
   * The nodes in topological order, the output last; in their own where that is one.
   *
   * @param nodes of different names, which read the input and each other only
   * @throws MistakeException if some form a cycle, or not all lead to one output
   */
  static List<NodeDraft> of(List<NodeDraft> nodes) {
    NodeOrder order = new NodeOrder(nodes);
    nodes.forEach(order::visit);
    if (order.ordered.size() < nodes.size()) {
      throw order.cycle();
    }
    order.requireOneOutput();
    return order.ordered;
  }

  /** Places a node if all that it reads is placed, and those before it that waited for it. */
  private void visit(NodeDraft visited) {
    waiting.add(visited.name());
    Deque<NodeDraft> ready = new ArrayDeque<>();
    if (missing.get(visited.name()) == 0) {
      ready.add(visited);
    }
    while (!ready.isEmpty()) {
      NodeDraft node = ready.pop();
      ordered.add(node);
      waiting.remove(node.name());
      for (NodeDraft reader : readers.getOrDefault(node.name(), List.of())) {
        boolean complete = missing.merge(reader.name(), -1, Integer::sum) == 0;
        if (complete && waiting.contains(reader.name())) {
          ready.add(reader);
        }
      }
    }
  }

  /** From a node that could not be placed back along what it waits for, until one comes again. */
  private MistakeException cycle() {
    Set<String> walked = new LinkedHashSet<>();
    String at = waiting.iterator().next();
    while (walked.add(at)) {
      List<String> read = byName.get(at).node().inputs();
      at = read.stream().filter(waiting::contains).findFirst().orElseThrow();
    }
    Deque<String> cycle = new ArrayDeque<>(List.of(at));
    List<String> back = new ArrayList<>(walked);
    for (String name : back.subList(back.indexOf(at) + 1, back.size())) {
      cycle.addFirst(name);
    }
    cycle.addFirst(at);
    return byName
        .get(at)
        .place()
        .mistake(
            "is in a cycle, %s; expected nodes that do not wait for each other"
                .formatted(String.join(" -> ", cycle)));
  }

  private void requireOneOutput() {
    NodeDraft output = ordered.get(ordered.size() - 1);
    for (NodeDraft node : byName.values()) {
      if (!node.name().equals(output.name()) && !readers.containsKey(node.name())) {
        throw node.place()
            .mistake(
                "('%s') is read by no node, and the output is '%s'; expected every node to lead to the output"
                    .formatted(node.name(), output.name()));
      }
    }
  }
}
