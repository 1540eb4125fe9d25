package graft.net2net;

import graft.model.Model;

/**
 * A widened model and how it came about.
 *
 * @param grown the student
 * @param node the name of the node that was to be widened
 * @param group the nodes that make, keep and read the widened channels
 * @param map which of the teacher's channels each of the student's copies
 */
public record Widening(Grown grown, String node, ChannelGroup group, ReplicaMap map) {
  /** The student. */
  public Model model() {
    return grown.model();
  }
}
