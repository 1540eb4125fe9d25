package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import graft.files.FileFormatException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node's attributes, each of which must be asked for: what nobody knows is refused. */
final class Attributes {
  private final Refusals refusals;
  private final NodeProto node;
  private final Map<String, AttributeProto> left = new LinkedHashMap<>();

  Attributes(Refusals refusals, NodeProto node) throws FileFormatException {
    this.refusals = refusals;
    this.node = node;
    for (AttributeProto attribute : node.getAttributeList()) {
      if (left.put(attribute.getName(), attribute) != null) {
        throw refusals.of(node, "attribute " + attribute.getName() + " twice", "it once");
      }
      if (!attribute.getRefAttrName().isEmpty()) {
        throw refusals.of(
            node, "attribute " + attribute.getName() + " of a function", "a value of its own");
      }
    }
  }

  private Optional<AttributeProto> take(String name, AttributeType type)
      throws FileFormatException {
    AttributeProto attribute = left.remove(name);
    if (attribute == null) {
      return Optional.empty();
    }
    if (attribute.getType() != type && attribute.getType() != AttributeType.UNDEFINED) {
      throw refusals.of(
          node, "attribute " + name + " of type " + attribute.getType(), "type " + type);
    }
    return Optional.of(attribute);
  }

  boolean has(String name) {
    return left.containsKey(name);
  }

  long integer(String name, long otherwise) throws FileFormatException {
    return take(name, AttributeType.INT).map(AttributeProto::getI).orElse(otherwise);
  }

  double number(String name, double otherwise) throws FileFormatException {
    return take(name, AttributeType.FLOAT).map(a -> (double) a.getF()).orElse(otherwise);
  }

  String text(String name, String otherwise) throws FileFormatException {
    return take(name, AttributeType.STRING)
        .map(a -> a.getS().toString(StandardCharsets.UTF_8))
        .orElse(otherwise);
  }

  Optional<List<Long>> integers(String name) throws FileFormatException {
    return take(name, AttributeType.INTS).map(AttributeProto::getIntsList);
  }

  Optional<List<Float>> numbers(String name) throws FileFormatException {
    return take(name, AttributeType.FLOATS).map(AttributeProto::getFloatsList);
  }

  Optional<TensorProto> tensor(String name) throws FileFormatException {
    return take(name, AttributeType.TENSOR).map(AttributeProto::getT);
  }

  /**
   * Two extents, rows and columns.
   *
   * @throws FileFormatException if there are not two, or they are not from 0 to 2^31
   */
  List<Integer> pair(String name, int otherwise) throws FileFormatException {
    Optional<List<Long>> found = integers(name);
    return found.isEmpty() ? Collections.nCopies(2, otherwise) : small(name, found.get(), 2);
  }

  /** So many numbers of 0 or more. */
  List<Integer> small(String name, List<Long> found, int count) throws FileFormatException {
    if (found.size() != count || found.stream().anyMatch(n -> n < 0 || n > Short.MAX_VALUE)) {
      throw refusals.of(node, name + " " + found, count + " numbers from 0 to " + Short.MAX_VALUE);
    }
    return found.stream().map(Math::toIntExact).toList();
  }

  /** Takes one that must be as said, and may be missing. */
  void require(String name, long value, String because) throws FileFormatException {
    long found = integer(name, value);
    if (found != value) {
      throw refusals.of(node, name + " " + found, name + " " + value + ": " + because);
    }
  }

  /** Refuses what was not taken. */
  void requireNoOthers() throws FileFormatException {
    if (!left.isEmpty()) {
      throw refusals.of(
          node, "attributes " + left.keySet(), "only those that Graft knows of this operator");
    }
  }
}
