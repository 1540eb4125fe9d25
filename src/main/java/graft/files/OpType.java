package graft.files;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.Op;
import java.util.List;

/**
 * A kind of op as files know it.
 *
 * @param name in files: {@code max-pool2d}
 * @param kind its class
 * @param attributes its numbers, their names and defaults
 */
public record OpType<O extends Op>(String name, Class<O> kind, ObjectForm<O> attributes) {
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
