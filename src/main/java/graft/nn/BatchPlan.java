package graft.nn;

import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A network's layers on their device memory, for one batch size. */
final class BatchPlan implements AutoCloseable {
  private final List<PlannedLayer> layers = new ArrayList<>();
  private final List<Call> forward = new ArrayList<>();
  private final List<Call> backward = new ArrayList<>();
  private final List<String> description = new ArrayList<>();
  private final Tensor input; // [N, H, W, C]
  private final Tensor inputGradient; // [N, H, W, C]
  private final Tensor logits; // [N, classes]
  private final Tensor logitsGradient; // [N, classes]

  /**
   * Plans one batch size over memory that is laid out for the largest.
   *
   * @param stages the layers, as they are planned together
   * @param inputGradient whether the backward pass goes through to the input
   * @param batch N
   * @param memory where inputs, activations and gradients lie
   * @param planner makes each stage's descriptors
   */
  BatchPlan(
      NetworkSpec spec,
      List<Stage> stages,
      boolean inputGradient,
      int batch,
      ActivationMemory memory,
      LayerPlanner planner) {
    this.input = new Tensor(memory.input(), spec.input().prepend(batch));
    Tensor x = input;
    this.inputGradient = new Tensor(memory.gradient(0), x.shape());
    Tensor dx = this.inputGradient;
    int side = 1;
    boolean gradientWanted = inputGradient;
    try {
      for (int i = 0; i < stages.size(); i++) {
        Stage stage = stages.get(i);
        Shape outputShape = spec.outputOf(stage.last()).prepend(batch);
        Tensor y;
        Tensor dy;
        if (ActivationMemory.inPlace(spec, stage)) {
          y = x.reshape(outputShape);
          dy = dx.reshape(outputShape);
        } else {
          y = new Tensor(memory.output(i), outputShape);
          dy = new Tensor(memory.gradient(side), outputShape);
          side = 1 - side;
        }
        Tensor summed = dy;
        if (isPooledNext(spec, stage)) {
          // Each of the pooling's gradients goes to one pixel, so the sums over pixels are the
          // same.
          summed =
              new Tensor(memory.gradient(side), spec.outputOf(stage.last() + 1).prepend(batch));
        }
        LayerPlanner.Wiring wiring =
            new LayerPlanner.Wiring(
                x,
                y,
                dy,
                gradientWanted ? Optional.of(dx) : Optional.empty(),
                summed,
                memory.note(i));
        boolean backwardWanted = gradientWanted || learns(spec, stage);
        planner
            .plan(stage, wiring)
            .ifPresent(layer -> add(names(spec, stage), layer, backwardWanted));
        gradientWanted = backwardWanted;
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

  private void add(String name, PlannedLayer layer, boolean backwardWanted) {
    layers.add(layer);
    description.add(name + ": " + layer.description());
    layer.forward().forEach(call -> forward.add(call.within(name)));
    if (backwardWanted) {
      backward.addAll(0, layer.backward().stream().map(call -> call.within(name)).toList());
    }
  }

  private static boolean isPooledNext(NetworkSpec spec, Stage stage) {
    int next = stage.last() + 1;
    return next < spec.layers().size() && spec.layers().get(next) instanceof MaxPool2d;
  }

  private static String names(NetworkSpec spec, Stage stage) {
    return spec.layers().subList(stage.first(), stage.last() + 1).stream()
        .map(Layer::name)
        .collect(Collectors.joining(" + "));
  }

  private static boolean learns(NetworkSpec spec, Stage stage) {
    return IntStream.rangeClosed(stage.first(), stage.last())
        .anyMatch(i -> !spec.layers().get(i).parameters(spec.inputOf(i)).isEmpty());
  }

  /** A line for each stage that computes. */
  List<String> description() {
    return description;
  }

  List<Call> forward() {
    return forward;
  }

  List<Call> backward() {
    return backward;
  }

  Tensor input() {
    return input;
  }

  Tensor inputGradient() {
    return inputGradient;
  }

  Tensor logits() {
    return logits;
  }

  Tensor logitsGradient() {
    return logitsGradient;
  }

  @Override
  public void close() {
    layers.forEach(PlannedLayer::close);
  }
}
