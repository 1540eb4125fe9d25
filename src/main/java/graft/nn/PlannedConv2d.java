package graft.nn;

import graft.device.BiasGradient;
import graft.device.Convolution;
import graft.device.ConvolutionShape;
import graft.device.Device;
import graft.device.Tensor;
import graft.model.Conv2d;
import graft.model.Parameter;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Convolution with bias, through cuDNN: x [N, H, W, C], y [N, P, Q, K], kernel [K, R, S, C]. */
final class PlannedConv2d implements PlannedOp {
  private final Convolution convolution;
  private final BiasGradient biasGradient;

  /**
   * Plans the convolution.
   *
   * @param x {@code [N, H, W, C]}
   * @param summed the shape of what the bias gradient is summed from, {@code [N, ., ., K]}
   */
  PlannedConv2d(Device device, Conv2d conv, Shape x, Shape summed) {
    Shape sample = Shape.of(x.extent(1), x.extent(2), x.extent(3));
    ConvolutionShape shape =
        new ConvolutionShape(
            x.extent(0),
            x.extent(1),
            x.extent(2),
            x.extent(3),
            conv.filters(),
            conv.kernelHeight(),
            conv.kernelWidth(),
            conv.stride(),
            conv.stride(),
            conv.padHeight(sample),
            conv.padWidth(sample));
    convolution = device.dnn().planConvolution(shape);
    try {
      biasGradient =
          device
              .dnn()
              .planBiasGradient(
                  summed.extent(0), summed.extent(1), summed.extent(2), summed.extent(3));
    } catch (RuntimeException e) {
      convolution.close();
      throw e;
    }
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, true, false, false, false);
  }

  @Override
  public long workspaceBytes() {
    return convolution.workspaceBytes();
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor w = wiring.value(Parameter.KERNEL);
    Tensor b = wiring.value(Parameter.BIAS);
    Tensor y = wiring.y();
    return List.of(
        Call.of(
            Cost.of("cudnnConvolutionBiasActivationForward", flops(), x, w, b, y),
            () ->
                convolution.forwardBias(
                    x.pointer(), w.pointer(), b.pointer(), y.pointer(), wiring.workspace())));
  }

  /** db = sum of dy over N, P, Q; dw = x correlated with dy; dx = dy convolved with w. */
  @Override
  public List<Call> backward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor dy = wiring.dy();
    Tensor w = wiring.value(Parameter.KERNEL);
    Tensor dw = wiring.gradient(Parameter.KERNEL);
    Tensor db = wiring.gradient(Parameter.BIAS);
    Tensor summed = wiring.summed().orElseThrow();
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
                    x.pointer(), dy.pointer(), dw.pointer(), wiring.workspace())));
    wiring.dx().ifPresent(dx -> calls.add(backwardData(w, dy, dx, wiring)));
    return calls;
  }

  private Call backwardData(Tensor w, Tensor dy, Gradient dx, Wiring wiring) {
    Tensor target = dx.tensor();
    return Call.of(
        Cost.of("cudnnConvolutionBackwardData", flops(), w, dy).plusGradient(dx),
        () ->
            convolution.backwardData(
                w.pointer(), dy.pointer(), target.pointer(), wiring.workspace(), dx.accumulate()));
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
