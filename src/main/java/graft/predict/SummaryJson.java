package graft.predict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.nn.MemoryNeed;
import graft.tensor.Shape;

/** A summary as JSON. */
final class SummaryJson {
  private SummaryJson() {}

  static ObjectNode of(Summary summary) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    add(root.putArray("input"), summary.input());
    ArrayNode nodes = root.putArray("nodes");
    summary.nodes().forEach(node -> add(nodes.addObject(), node));
    root.put("trained", summary.trained())
        .put("notTrained", summary.notTrained())
        .put("forwardFlops", summary.forwardFlops())
        .put("trainingFlops", summary.trainingFlops());
    if (summary.memory().isPresent()) {
      Summary.Memory memory = summary.memory().get();
      ObjectNode node = root.putObject("memory").put("batch", memory.batch());
      add(node.putObject("inference"), memory.inference());
      add(node.putObject("training"), memory.training());
    } else {
      root.putNull("memory");
    }
    return root;
  }

  private static void add(ObjectNode json, NodeSummary node) {
    json.put("name", node.name()).put("op", node.op());
    ArrayNode reads = json.putArray("reads");
    node.reads().forEach(reads::add);
    add(json.putArray("output"), node.output());
    json.put("trained", node.trained())
        .put("notTrained", node.notTrained())
        .put("forwardFlops", node.forwardFlops())
        .put("trainingFlops", node.trainingFlops());
  }

  private static void add(ArrayNode extents, Shape shape) {
    for (int axis = 0; axis < shape.rank(); axis++) {
      extents.add(shape.extent(axis));
    }
  }

  private static void add(ObjectNode json, MemoryNeed need) {
    json.put("parameters", need.parameters())
        .put("gradients", need.gradients())
        .put("activations", need.activations())
        .put("workspace", need.workspace())
        .put("total", need.total());
  }
}
