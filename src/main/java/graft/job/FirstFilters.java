package graft.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.Conv2d;
import graft.model.Model;
import graft.model.Node;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel of a network's first convolution, before and after a training. */
final class FirstFilters {
  private FirstFilters() {}

  /** As the training began; none where the network has no convolution. */
  static Optional<ObjectNode> of(Model start) {
    return kernel(start)
        .map(
            name -> {
              HostTensor kernel = start.weights().get(name);
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              json.put("node", name.substring(0, name.lastIndexOf('/')));
              ArrayNode shape = json.putArray("shape");
              for (int axis = 0; axis < kernel.shape().rank(); axis++) {
                shape.add(kernel.shape().extent(axis));
              }
              put(json, "start", kernel);
              List<Integer> copied = copied(kernel);
              if (!copied.isEmpty()) {
                copied.forEach(json.putArray("copied")::add);
              }
              return json;
            });
  }

  /** Adds how they are after the training. */
  static void addTrained(ObjectNode json, Model trained) {
    kernel(trained).ifPresent(name -> put(json, "trained", trained.weights().get(name)));
  }

  private static Optional<String> kernel(Model model) {
    return model.spec().nodes().stream()
        .filter(node -> node.op() instanceof Conv2d)
        .findFirst()
        .map(Node::name)
        .map(name -> name + "/" + Parameter.KERNEL);
  }

  private static void put(ObjectNode json, String name, HostTensor tensor) {
    ArrayNode numbers = json.putArray(name);
    for (int i = 0; i < tensor.shape().elements(); i++) {
      numbers.add(tensor.get(i));
    }
  }

  /**
   * Which filters the last ones copy, all that are replicas: a replica's weights are its original's
   * bit for bit, however often and along with whom a convolution was widened.
   */
  private static List<Integer> copied(HostTensor kernel) {
    int filters = kernel.shape().extent(0);
    int[] originals = new int[filters];
    for (int filter = 0; filter < filters; filter++) {
      originals[filter] = original(kernel, filter);
    }
    int own = filters;
    while (own > 0 && originals[own - 1] < own - 1) {
      own--;
    }
    List<Integer> copied = new ArrayList<>();
    for (int filter = own; filter < filters; filter++) {
      copied.add(originals[filter]);
    }
    return copied;
  }

  /** The first filter that is equal to one: itself, if there is none before it. */
  private static int original(HostTensor kernel, int filter) {
    for (int earlier = 0; earlier < filter; earlier++) {
      if (equal(kernel, earlier, filter)) {
        return earlier;
      }
    }
    return filter;
  }

  private static boolean equal(HostTensor kernel, int some, int other) {
    int length = kernel.shape().elements() / kernel.shape().extent(0);
    for (int i = 0; i < length; i++) {
      if (Float.floatToRawIntBits(kernel.get(some * length + i))
          != Float.floatToRawIntBits(kernel.get(other * length + i))) {
        return false;
      }
    }
    return true;
  }
}
