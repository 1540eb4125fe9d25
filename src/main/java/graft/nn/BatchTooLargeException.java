package graft.nn;

import graft.model.NetworkSpec;
import graft.model.Node;
import java.util.Locale;

/** A batch whose tensors have more elements than a tensor may have, on any device. */
public final class BatchTooLargeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private BatchTooLargeException(String message) {
    super(message);
  }

  /**
   * Refuses such a batch before anything is planned for it.
   *
   * @throws BatchTooLargeException that names the node and the largest batch that is possible
   */
  static void require(NetworkSpec spec, int batch) {
    String widest = NetworkSpec.INPUT;
    for (Node node : spec.nodes()) {
      if (spec.shapeOf(node.name()).elements() > spec.shapeOf(widest).elements()) {
        widest = node.name();
      }
    }
    int most = Integer.MAX_VALUE / spec.shapeOf(widest).elements();
    if (batch > most) {
      throw new BatchTooLargeException(
          String.format(
              Locale.ROOT,
              "a batch of %,d is too large: node '%s' gives %s for each image, and a tensor may have"
                  + " 2^31 - 1 elements; expected a batch of at most %,d",
              batch,
              widest,
              spec.shapeOf(widest),
              most));
    }
  }
}
