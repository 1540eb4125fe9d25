package graft.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a network stands in a file: {@code nodes}, each with its {@code name}, its {@code op}, the
 * op's attributes and its {@code inputs}; and, if it is told, the shape of the network's {@code
 * input}.
 */
public final class NetworkForm implements Form<NetworkDraft> {
  private static final String INPUT = "input";
  private static final String NODES = "nodes";
  private static final String NAME = "name";
  private static final String OP = "op";
  private static final String INPUTS = "inputs";
  private static final List<String> NODE_KEYS = List.of(NAME, OP, INPUTS);

  private static final ScalarForm<String> A_NAME = ScalarForm.name();
  private static final Form<List<String>> NAMES = new ListForm<>(A_NAME, "a list of names");
  private static final Form<List<Integer>> EXTENTS =
      new ListForm<>(ScalarForm.whole(1), "[rows, columns, channels] or [features]");

  @Override
  public NetworkDraft read(Place place) {
    place.requireKeys(List.of(INPUT, NODES));
    Optional<Place> input = place.find(INPUT);
    input.ifPresent(NetworkForm::shape);
    Place list = place.require(NODES, "the list of nodes");
    List<NodeDraft> nodes = new ArrayList<>();
    String before = NetworkSpec.INPUT;
    for (Place node : list.items("a list of nodes")) {
      nodes.add(node(node, before));
      before = nodes.get(nodes.size() - 1).name();
    }
    if (nodes.isEmpty()) {
      throw list.unlike("one node or more");
    }
    requireNames(nodes);
    return new NetworkDraft(input, NodeOrder.of(nodes));
  }

  static Shape shape(Place place) {
    int[] extents = EXTENTS.read(place).stream().mapToInt(Integer::intValue).toArray();
    try {
      return Shape.of(extents);
    } catch (IllegalArgumentException e) {
      throw place.mistake("cannot be: " + e.getMessage());
    }
  }

  private static NodeDraft node(Place place, String before) {
    place.keys("a node: {name: ..., op: ..., ...}");
    String name = A_NAME.read(place.require(NAME, "a name of its own"));
    Place op = place.require(OP, "what it computes, such as conv2d");
    String kind = A_NAME.read(op);
    OpType<?> type =
        OpTypes.named(kind)
            .orElseThrow(
                () ->
                    op.mistake(
                        "is " + Place.quoted(kind) + NearName.expected(kind, OpTypes.names())));
    Op value = type.read(place, NODE_KEYS);
    boolean ofClasses = type.units().flatMap(place::find).filter(UnitsForm::areClasses).isPresent();
    List<String> inputs = place.find(INPUTS).map(NAMES::read).orElse(List.of(before));
    return new NodeDraft(new Node(name, value, inputs), ofClasses, place);
  }

  private static void requireNames(List<NodeDraft> nodes) {
    Map<String, Place> names = new LinkedHashMap<>();
    for (NodeDraft node : nodes) {
      Place name = node.place().find(NAME).orElse(node.place());
      if (node.name().equals(NetworkSpec.INPUT)) {
        throw name.mistake("is 'input', as the network's input is called; expected another name");
      }
      Place first = names.put(node.name(), name);
      if (first != null) {
        throw name.mistake(
            "is %s, as %s is; expected a name of its own"
                .formatted(Place.quoted(node.name()), first.path()));
      }
    }
    for (NodeDraft node : nodes) {
      for (Place read : node.place().find(INPUTS).map(p -> p.items("")).orElse(List.of())) {
        String name = A_NAME.read(read);
        if (!names.containsKey(name) && !name.equals(NetworkSpec.INPUT)) {
          throw read.mistake(
              "is %s; expected 'input' or the name of a node%s"
                  .formatted(Place.quoted(name), NearName.hint(name, names.keySet())));
        }
      }
    }
  }

  @Override
  public ObjectNode write(NetworkDraft draft) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    draft.input().map(NetworkForm::shape).ifPresent(shape -> tree.set(INPUT, written(shape)));
    ArrayNode nodes = tree.putArray(NODES);
    for (NodeDraft node : draft.nodes()) {
      ObjectNode written = written(node.node());
      if (node.ofClasses()) {
        written.put(OpTypes.of(node.node().op()).units().orElseThrow(), UnitsForm.CLASSES);
      }
      nodes.add(written);
    }
    return tree;
  }

  /** A network that is whole. */
  static ObjectNode written(NetworkSpec spec) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.set(INPUT, written(spec.input()));
    ArrayNode nodes = tree.putArray(NODES);
    spec.nodes().forEach(node -> nodes.add(written(node)));
    return tree;
  }

  private static ArrayNode written(Shape shape) {
    ArrayNode extents = JsonNodeFactory.instance.arrayNode();
    for (int axis = 0; axis < shape.rank(); axis++) {
      extents.add(shape.extent(axis));
    }
    return extents;
  }

  private static ObjectNode written(Node node) {
    OpType<?> type = OpTypes.of(node.op());
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    tree.put(NAME, node.name()).put(OP, type.name());
    tree.setAll(type.write(node.op()));
    tree.set(INPUTS, NAMES.write(node.inputs()));
    return tree;
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("description", "The network, node by node.").put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    ObjectNode input = EXTENTS.schema();
    input.put("description", "the shape of one sample; without it, that of the data's images");
    properties.set(INPUT, input);
    ObjectNode nodes = properties.putObject(NODES).put("type", "array").put("minItems", 1);
    ArrayNode either = nodes.putObject("items").putArray("oneOf");
    OpTypes.ALL.forEach(type -> either.add(schema(type)));
    schema.putArray("required").add(NODES);
    return schema.put("additionalProperties", false);
  }

  private static ObjectNode schema(OpType<?> type) {
    ObjectNode attributes = type.attributes().schema();
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("title", type.name());
    schema.set("description", attributes.get("description"));
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.set(NAME, A_NAME.schema().put("description", "unique within the network"));
    properties.putObject(OP).put("const", type.name());
    properties.setAll((ObjectNode) attributes.get("properties"));
    ObjectNode inputs = NAMES.schema();
    inputs.put("description", "the nodes that it reads; without it, the node before it");
    properties.set(INPUTS, inputs);
    ArrayNode required = schema.putArray("required").add(NAME).add(OP);
    attributes.path("required").forEach(required::add);
    return schema.put("additionalProperties", false);
  }
}
