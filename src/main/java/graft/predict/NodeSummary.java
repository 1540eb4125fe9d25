package graft.predict;

import graft.tensor.Shape;
import java.util.List;

/**
 * What a node of a network is and costs.
 *
 * @param name of the node
 * @param op the kind of its op, as "Conv2d"
 * @param reads the nodes that it reads, or "input"
 * @param output the shape of one sample that leaves it
 * @param trained how many trained numbers it has
 * @param notTrained how many others, such as running statistics
 * @param forwardFlops of one sample forward
 * @param trainingFlops of one sample forward and backward
 */
public record NodeSummary(
    String name,
    String op,
    List<String> reads,
    Shape output,
    long trained,
    long notTrained,
    long forwardFlops,
    long trainingFlops) {
  /** Keeps a copy of the list. */
  public NodeSummary {
    reads = List.copyOf(reads);
  }
}
