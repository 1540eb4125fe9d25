package graft.nn;

import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A network's layers on their device memory, for one batch size. */
final class BatchPlan implements AutoCloseable {
  private final List<PlannedLayer> layers = new ArrayList<>();
  private final Tensor input; // [N, H, W, C]
  private final Tensor logits; // [N, classes]
  private final Tensor logitsGradient; // [N, classes]

  /** How many layers at the front learn nothing and pass no gradient on. */
  private int layersWithoutBackward;

  /**
   * Plans one batch size over memory that is laid out for the largest.
   *
   * @param batch N
   * @param memory where inputs, activations and gradients lie
   * @param planner makes each layer's descriptors
   */
  BatchPlan(NetworkSpec spec, int batch, ActivationMemory memory, LayerPlanner planner) {
    this.input = new Tensor(memory.input(), spec.input().prepend(batch));
    Tensor x = input;
    Tensor dx = new Tensor(memory.gradient(0), x.shape());
    int side = 1;
    boolean learnsBefore = false;
    try {
      for (int i = 0; i < spec.layers().size(); i++) {
        Layer layer = spec.layers().get(i);
        Shape outputShape = spec.outputOf(i).prepend(batch);
        Tensor y;
        Tensor dy;
        if (ActivationMemory.inPlace(layer)) {
          y = x.reshape(outputShape);
          dy = dx.reshape(outputShape);
        } else {
          y = new Tensor(memory.output(i), outputShape);
          dy = new Tensor(memory.gradient(side), outputShape);
          side = 1 - side;
        }
        boolean learns = !layer.parameters(spec.inputOf(i)).isEmpty();
        LayerPlanner.Wiring wiring =
            new LayerPlanner.Wiring(x, y, dy, learnsBefore ? Optional.of(dx) : Optional.empty());
        planner.plan(layer, wiring).ifPresent(layers::add);
        learnsBefore |= learns;
        if (!learnsBefore) {
          layersWithoutBackward = layers.size();
        }
        x = y;
        dx = dy;
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    this.logits = x;
    this.logitsGradient = dx;
  }

  Tensor input() {
    return input;
  }

  Tensor logits() {
    return logits;
  }

  Tensor logitsGradient() {
    return logitsGradient;
  }

  void forward() {
    for (PlannedLayer layer : layers) {
      layer.forward();
    }
  }

  void backward() {
    for (int i = layers.size() - 1; i >= layersWithoutBackward; i--) {
      layers.get(i).backward();
    }
  }

  @Override
  public void close() {
    layers.forEach(PlannedLayer::close);
  }
}
