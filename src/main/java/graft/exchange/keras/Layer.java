package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A layer of a model as its configuration tells it.
 *
 * @param name within its container
 * @param className {@code Conv2D}
 * @param config what {@code get_config} gave
 * @param reads the layers before it in its container, or {@link Container#INPUT}
 * @param top the layer of the whole model that it is or lies in: Keras 2 keeps weights by it
 * @param store where Keras 3 keeps its weights: {@code layers/conv2d_1}
 * @param frozen whether it, or what it lies in, is not trained
 * @param inner the layers in it, if it is a model
 */
record Layer(
    String name,
    String className,
    JsonNode config,
    List<String> reads,
    String top,
    String store,
    boolean frozen,
    Optional<Container> inner) {
  /** Keeps a copy of the list. */
  Layer {
    reads = List.copyOf(reads);
  }

  /** Whether it lies in another model of the file's. */
  boolean isNested() {
    return store.indexOf('/') != store.lastIndexOf('/');
  }
}
