package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.NetworkSpec;

/**
 * Networks as JSON, with every attribute said, so that a file means the same when a default
 * changes: {@code {"input": [28, 28, 1], "nodes": [{"name": "conv1", "op": "conv2d", "filters": 64,
 * ..., "inputs": ["input"]}, ...]}}.
 */
public final class NetworkJson {
  private NetworkJson() {}

  /** A network as a tree; {@link #read} gives the same network. */
  public static ObjectNode write(NetworkSpec spec) {
    return NetworkForm.written(spec);
  }

  /**
   * The network that a tree describes.
   *
   * @param source what mistakes name: the file that the tree comes from
   * @throws MistakeException if it describes none; says where and why
   */
  public static NetworkSpec read(JsonNode tree, String source) {
    return read(Place.of(source, tree));
  }

  /** The network that stands at a place. */
  static NetworkSpec read(Place place) {
    return new NetworkForm().read(place).spec(place);
  }
}
