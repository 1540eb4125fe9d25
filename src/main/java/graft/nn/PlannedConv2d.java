package graft.nn;

import graft.device.BiasGradient;
import graft.device.Convolution;
import graft.device.Workspace;
import graft.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Convolution with bias, through cuDNN. */
final class PlannedConv2d implements PlannedLayer {
  private final Convolution convolution;
  private final BiasGradient biasGradient;
  private final Supplier<Workspace> workspace;
  private final Tensor x; // [N, H, W, C]
  private final Tensor y; // [N, P, Q, K]
  private final Tensor dy; // [N, P, Q, K]
  private final Tensor summed;
  private final Optional<Tensor> dx; // [N, H, W, C]
  private final LearnedPair weights; // kernel [K, R, S, C], bias [K]

  /**
   * Plans the layer.
   *
   * @param biasGradient over the shape of {@code summed}
   * @param summed dy, or a smaller tensor with the same sums over its pixels
   */
  PlannedConv2d(
      Convolution convolution,
      BiasGradient biasGradient,
      Supplier<Workspace> workspace,
      Tensor x,
      Tensor y,
      Tensor dy,
      Tensor summed,
      Optional<Tensor> dx,
      LearnedPair weights) {
    this.convolution = convolution;
    this.biasGradient = biasGradient;
    this.workspace = workspace;
    this.x = x;
    this.y = y;
    this.dy = dy;
    this.summed = summed;
    this.dx = dx;
    this.weights = weights;
  }

  @Override
  public void forward() {
    convolution.forwardBias(
        x.pointer(),
        weights.kernel().pointer(),
        weights.bias().pointer(),
        y.pointer(),
        workspace.get());
  }

  /** db = sum of dy over N, P, Q; dw = x correlated with dy; dx = dy convolved with w. */
  @Override
  public void backward() {
    biasGradient.run(summed.pointer(), weights.biasGradient().pointer());
    convolution.backwardFilter(
        x.pointer(), dy.pointer(), weights.kernelGradient().pointer(), workspace.get());
    dx.ifPresent(
        gradient ->
            convolution.backwardData(
                weights.kernel().pointer(), dy.pointer(), gradient.pointer(), workspace.get()));
  }

  @Override
  public void close() {
    biasGradient.close();
    convolution.close();
  }

  @Override
  public List<Cost> forwardCosts() {
    return List.of(
        Cost.of(
            "cudnnConvolutionBiasActivationForward",
            convolution.shape().flops(),
            x,
            weights.kernel(),
            weights.bias(),
            y));
  }

  @Override
  public List<Cost> backwardCosts() {
    long flops = convolution.shape().flops();
    List<Cost> costs = new ArrayList<>();
    costs.add(
        Cost.of(
            "cudnnConvolutionBackwardBias",
            summed.shape().elements(),
            summed,
            weights.biasGradient()));
    costs.add(Cost.of("cudnnConvolutionBackwardFilter", flops, x, dy, weights.kernelGradient()));
    dx.ifPresent(
        gradient ->
            costs.add(
                Cost.of("cudnnConvolutionBackwardData", flops, weights.kernel(), dy, gradient)));
    return costs;
  }

  @Override
  public String description() {
    return convolution.description();
  }
}
