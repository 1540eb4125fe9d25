package graft.files;

import graft.model.Node;
import graft.model.Op;

/**
 * A node as a file describes it.
 *
 * @param node with an op of 1 unit, if the data tells how many
 * @param ofClasses whether it has as many units as the data has classes
 * @param place where it stands
 */
record NodeDraft(Node node, boolean ofClasses, Place place) {
  String name() {
    return node.name();
  }

  /** Its op for data of so many classes. */
  Op op(int classes) {
    return ofClasses ? node.op().withUnits(classes) : node.op();
  }
}
