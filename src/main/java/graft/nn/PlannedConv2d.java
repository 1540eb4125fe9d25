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
  public List<Call> forward() {
    Tensor w = weights.kernel();
    Tensor b = weights.bias();
    return List.of(
        Call.of(
            Cost.of("cudnnConvolutionBiasActivationForward", flops(), x, w, b, y),
            () ->
                convolution.forwardBias(
                    x.pointer(), w.pointer(), b.pointer(), y.pointer(), workspace.get())));
  }

  /** db = sum of dy over N, P, Q; dw = x correlated with dy; dx = dy convolved with w. */
  @Override
  public List<Call> backward() {
    Tensor w = weights.kernel();
    Tensor dw = weights.kernelGradient();
    Tensor db = weights.biasGradient();
    List<Call> calls = new ArrayList<>();
    calls.add(
        Call.of(
            Cost.of("cudnnConvolutionBackwardBias", summed.shape().elements(), summed, db),
            () -> biasGradient.run(summed.pointer(), db.pointer())));
    calls.add(
        Call.of(
            Cost.of("cudnnConvolutionBackwardFilter", flops(), x, dy, dw),
            () ->
                convolution.backwardFilter(
                    x.pointer(), dy.pointer(), dw.pointer(), workspace.get())));
    dx.ifPresent(
        gradient ->
            calls.add(
                Call.of(
                    Cost.of("cudnnConvolutionBackwardData", flops(), w, dy, gradient),
                    () ->
                        convolution.backwardData(
                            w.pointer(),
                            dy.pointer(),
                            gradient.pointer(),
                            workspace.get(),
                            false))));
    return calls;
  }

  private long flops() {
    return convolution.shape().flops();
  }

  @Override
  public void close() {
    biasGradient.close();
    convolution.close();
  }

  @Override
  public String description() {
    return convolution.description();
  }
}
