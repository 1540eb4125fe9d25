package graft.files;

import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** How a network stands in a file. */
final class NetworkForm {
  static final String INPUT = "input";
  static final String NODES = "nodes";
  static final String NAME = "name";
  static final String OP = "op";
  static final String INPUTS = "inputs";
  static final Form<List<String>> NAMES = new ListForm<>(ScalarForm.name(), "a list of names");

  private static final Form<List<Integer>> EXTENTS =
      new ListForm<>(ScalarForm.whole(1), "[rows, columns, channels] or [features]");
  private static final List<String> NODE_KEYS = List.of(NAME, OP, INPUTS);

  private NetworkForm() {}

  static NetworkSpec read(Place place) {
    Shape input =
        Shape.of(
            EXTENTS.read(place.find(INPUT).orElseThrow()).stream()
                .mapToInt(Integer::intValue)
                .toArray());
    List<Node> nodes = new ArrayList<>();
    for (Place node : place.find(NODES).orElseThrow().items("a list of nodes")) {
      nodes.add(node(node));
    }
    try {
      return new NetworkSpec(input, nodes);
    } catch (IllegalArgumentException e) {
      throw place.mistake(String.valueOf(e.getMessage()), e);
    }
  }

  private static Node node(Place place) {
    String name = ScalarForm.name().read(place.find(NAME).orElseThrow());
    Place op = place.find(OP).orElseThrow();
    String kind = ScalarForm.name().read(op);
    OpType<?> type =
        OpTypes.named(kind)
            .orElseThrow(
                () -> op.mistake("is '" + kind + "'" + NearName.expected(kind, OpTypes.names())));
    Op value = type.read(place, NODE_KEYS);
    return new Node(name, value, NAMES.read(place.find(INPUTS).orElseThrow()));
  }
}
