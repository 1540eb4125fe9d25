package graft.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.Op;
import java.util.List;
import java.util.Optional;

/**
 * A kind of op as files know it.
 *
 * @param name in files: {@code max-pool2d}
 * @param kind its class
 * @param attributes its numbers, their names and defaults
 * @param units the attribute that says how many units of its own it has, if it has some; a file can
 *     leave it to the data, which tells how many classes there are
 */
public record OpType<O extends Op>(
    String name, Class<O> kind, ObjectForm<O> attributes, Optional<String> units) {
  /** Without units of its own. */
  OpType(String name, Class<O> kind, ObjectForm<O> attributes) {
    this(name, kind, attributes, Optional.empty());
  }

  /** An op of this kind. */
  Op read(Place place, List<String> otherKeys) {
    return attributes.read(place, otherKeys);
  }

  /**
   * The attributes of an op.
   *
   * @throws ClassCastException if it is of another kind
   */
  ObjectNode write(Op op) {
    return attributes.write(kind.cast(op));
  }
}
