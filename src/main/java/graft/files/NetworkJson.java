package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.NetworkSpec;
import graft.model.Node;

/**
 * Networks as JSON, with every attribute said, so that a file means the same when a default
 * changes: {@code {"input": [28, 28, 1], "nodes": [{"name": "conv1", "op": "conv2d", "filters": 64,
 * ..., "inputs": ["input"]}, ...]}}.
 */
public final class NetworkJson {
  private NetworkJson() {}

  /** A network as a tree; {@link #read} gives the same network. */
  public static ObjectNode write(NetworkSpec spec) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    ArrayNode input = tree.putArray(NetworkForm.INPUT);
    for (int axis = 0; axis < spec.input().rank(); axis++) {
      input.add(spec.input().extent(axis));
    }
    ArrayNode nodes = tree.putArray(NetworkForm.NODES);
    for (Node node : spec.nodes()) {
      OpType<?> type = OpTypes.of(node.op());
      ObjectNode written = nodes.addObject();
      written.put(NetworkForm.NAME, node.name()).put(NetworkForm.OP, type.name());
      written.setAll(type.write(node.op()));
      written.set(NetworkForm.INPUTS, NetworkForm.NAMES.write(node.inputs()));
    }
    return tree;
  }

  /**
   * The network that a tree describes.
   *
   * @param source what mistakes name: the file that the tree comes from
   * @throws MistakeException if it describes none; says where and why
   */
  public static NetworkSpec read(JsonNode tree, String source) {
    return NetworkForm.read(Place.of(source, tree));
  }
}
