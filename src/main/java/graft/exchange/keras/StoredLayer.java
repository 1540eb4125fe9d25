package graft.exchange.keras;

import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Op;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of a layer in a file that has weights alone.
 *
 * @param place where they are, for messages
 * @param name the layer's, if the file tells it
 * @param kind what it computes
 * @param weights the paths of its datasets by what they are called in the layer
 */
record StoredLayer(String place, Optional<String> name, Kind kind, Map<String, String> weights) {
  /** What layers with weights compute. */
  enum Kind {
    CONVOLUTION("Conv2D"),
    DENSE("Dense"),
    NORMALISATION("BatchNormalization");

    private final String className;

    Kind(String className) {
      this.className = className;
    }

    /** Keras' class of it. */
    String className() {
      return className;
    }

    /** That of a node with parameters. */
    static Kind of(Op op) {
      if (op instanceof Conv2d) {
        return CONVOLUTION;
      }
      if (op instanceof Dense) {
        return DENSE;
      }
      if (op instanceof BatchNorm) {
        return NORMALISATION;
      }
      throw new IllegalStateException("a " + op.kind() + " has no weights");
    }
  }

  /** Keeps a copy of the map. */
  StoredLayer {
    weights = Map.copyOf(weights);
  }
}
