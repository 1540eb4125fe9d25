package graft.exchange.keras;

import graft.files.FileFormatException;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;

/** Where a file keeps the weights of a model that it tells. */
interface LayerWeights {
  /**
   * A layer's weights, by what they are called in it.
   *
   * @param role {@code kernel}, {@code bias}, {@code gamma}, {@code beta}, {@code moving_mean},
   *     {@code moving_variance}
   * @param index how many the layer has before it, in the order in which Keras made them
   * @param shape in Keras
   * @throws FileFormatException if there is none, or it is of another shape
   */
  HostTensor get(Layer layer, String role, int index, Shape shape) throws IOException;

  /**
   * Requires that a layer has no more than these.
   *
   * @throws FileFormatException if it has
   */
  void requireCount(Layer layer, int count) throws IOException;
}
