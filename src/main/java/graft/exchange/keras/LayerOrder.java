package graft.exchange.keras;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which Keras has the layers of a Functional model, and in which it loads a file's
 * weights into them, by number and not by name: those whose way to the output is longest first, of
 * several the one that is met first on the way back from the output ({@code map_graph} in {@code
 * ops/function.py}, {@code _map_graph_network} in Keras 2).
 */
final class LayerOrder {
  private final Map<String, List<String>> reads;
  private final Set<String> met = new LinkedHashSet<>();
  private final Map<String, Integer> depths = new HashMap<>();
  private final List<String> finished = new ArrayList<>();
  private final Set<String> done = new HashSet<>();

  private LayerOrder(Map<String, List<String>> reads) {
    this.reads = reads;
  }

  /**
   * The layers' names in that order.
   *
   * @param reads by layer the layers that it reads, in its order; without cycles
   * @param output the layer that gives the model's output, to which all lead
   */
  static List<String> of(Map<String, List<String>> reads, String output) {
    LayerOrder order = new LayerOrder(reads);
    order.walk(output);
    for (int i = order.finished.size() - 1; i >= 0; i--) {
      String layer = order.finished.get(i);
      int depth = order.depths.computeIfAbsent(layer, name -> 0);
      reads.get(layer).forEach(read -> order.depths.merge(read, depth + 1, Math::max));
    }
    List<String> names = new ArrayList<>(order.met);
    // Those of one depth stay as they were met.
    names.sort(Comparator.comparingInt(name -> -order.depths.getOrDefault(name, 0)));
    return names;
  }

  private void walk(String layer) {
    if (done.contains(layer)) {
      return;
    }
    met.add(layer);
    reads.getOrDefault(layer, List.of()).forEach(this::walk);
    done.add(layer);
    finished.add(layer);
  }
}
