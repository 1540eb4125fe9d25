package graft.nn;

import graft.device.BiasGradient;
import graft.device.Convolution;
import graft.device.ConvolutionPlan;
import graft.device.ConvolutionShape;
import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Tensor;
import graft.device.Workspace;
import graft.model.Conv2d;
import graft.model.Padding;
import graft.model.Parameter;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Convolution with or without bias, through cuDNN: x [N, H, W, C], y [N, P, Q, K], kernel [K, R, S,
 * C]. A border that is not the same on both sides is one of the filter too ({@link EvenPadding}).
 */
final class PlannedConv2d implements PlannedOp {
  private final Convolution convolution;
  private final boolean trained;
  private final boolean bias;
  private final Optional<BiasGradient> biasGradient;
  private final Optional<FilterBorder> border;

  /**
   * Plans the convolution.
   *
   * @param x {@code [N, H, W, C]}
   * @param summed the shape of what the bias gradient is summed from, {@code [N, ., ., K]}
   * @param trained whether its parameters need gradients
   */
  PlannedConv2d(Device device, Conv2d conv, Shape x, Shape summed, boolean trained) {
    this.trained = trained;
    this.bias = conv.bias();
    Padding.Explicit borders =
        conv.windows().borders(Shape.of(x.extent(1), x.extent(2), x.extent(3)));
    EvenPadding rows =
        EvenPadding.of(
            x.extent(1), conv.kernelHeight(), conv.stride(), borders.top(), borders.bottom());
    EvenPadding columns =
        EvenPadding.of(
            x.extent(2), conv.kernelWidth(), conv.stride(), borders.left(), borders.right());
    Shape filter = Shape.of(conv.filters(), conv.kernelHeight(), conv.kernelWidth(), x.extent(3));
    border =
        rows.taps() + columns.taps() > 0
            ? Optional.of(new FilterBorder(device, filter, rows, columns))
            : Optional.empty();
    ConvolutionShape shape =
        new ConvolutionShape(
            x.extent(0),
            x.extent(1),
            x.extent(2),
            x.extent(3),
            conv.filters(),
            conv.kernelHeight() + rows.taps(),
            conv.kernelWidth() + columns.taps(),
            conv.stride(),
            conv.stride(),
            rows.zeros(),
            columns.zeros());
    convolution = device.dnn().planConvolution(shape);
    try {
      biasGradient = bias && trained ? Optional.of(plan(device, summed)) : Optional.empty();
    } catch (RuntimeException e) {
      convolution.close();
      throw e;
    }
  }

  private static BiasGradient plan(Device device, Shape summed) {
    return device
        .dnn()
        .planBiasGradient(summed.extent(0), summed.extent(1), summed.extent(2), summed.extent(3));
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, trained, false, false, false);
  }

  @Override
  public long workspaceBytes() {
    return borderBytes() + convolution.workspaceBytes();
  }

  private long borderBytes() {
    return border.map(FilterBorder::bytes).orElse(0L);
  }

  /** cuDNN's part of the workspace: the bordered filter, or its gradient, comes first. */
  private Workspace scratch(Wiring wiring) {
    Workspace all = wiring.workspace();
    return border.map(filter -> all.behind(filter.bytes())).orElse(all);
  }

  /** Where cuDNN finds the filter, and the call that puts it there, if it needs one. */
  private DevicePointer filter(Wiring wiring, List<Call> calls) {
    Tensor w = wiring.value(Parameter.KERNEL);
    if (border.isEmpty()) {
      return w.pointer();
    }
    DevicePointer bordered = wiring.workspace().pointer();
    calls.add(border.get().pad(w, bordered));
    return bordered;
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor w = wiring.value(Parameter.KERNEL);
    Tensor y = wiring.y();
    List<Call> calls = new ArrayList<>();
    DevicePointer filter = filter(wiring, calls);
    Workspace scratch = scratch(wiring);
    if (bias) {
      Tensor b = wiring.value(Parameter.BIAS);
      calls.add(
          Call.of(
              Cost.of("cudnnConvolutionBiasActivationForward", flops(), x, w, b, y),
              () ->
                  convolution.forwardBias(x.pointer(), filter, b.pointer(), y.pointer(), scratch)));
    } else {
      calls.add(
          Call.of(
              Cost.of("cudnnConvolutionForward", flops(), x, w, y),
              () -> convolution.forward(x.pointer(), filter, y.pointer(), scratch)));
    }
    return calls;
  }

  /**
   * db = sum of dy over N, P, Q; dw = x correlated with dy; dx = dy convolved with w. Frozen: dx
   * alone.
   */
  @Override
  public List<Call> backward(Wiring wiring) {
    List<Call> calls = new ArrayList<>();
    biasGradient.ifPresent(sums -> calls.add(sum(sums, wiring)));
    if (trained) {
      filterGradient(wiring, calls);
    }
    wiring.dx().ifPresent(dx -> inputGradient(dx, wiring, calls));
    return calls;
  }

  private static Call sum(BiasGradient sums, Wiring wiring) {
    Tensor summed = wiring.summed().orElseThrow();
    Tensor db = wiring.gradient(Parameter.BIAS);
    return Call.of(
        Cost.of("cudnnConvolutionBackwardBias", summed.shape().elements(), summed, db),
        () -> sums.run(summed.pointer(), db.pointer()));
  }

  private void filterGradient(Wiring wiring, List<Call> calls) {
    Tensor x = wiring.x();
    Tensor dy = wiring.dy();
    Tensor dw = wiring.gradient(Parameter.KERNEL);
    DevicePointer target = border.isPresent() ? wiring.workspace().pointer() : dw.pointer();
    Workspace scratch = scratch(wiring);
    calls.add(
        Call.of(
            Cost.of("cudnnConvolutionBackwardFilter", flops(), x, dy, dw),
            () -> convolution.backwardFilter(x.pointer(), dy.pointer(), target, scratch)));
    border.ifPresent(filter -> calls.add(filter.crop(target, dw)));
  }

  private void inputGradient(Gradient dx, Wiring wiring, List<Call> calls) {
    Tensor w = wiring.value(Parameter.KERNEL);
    Tensor dy = wiring.dy();
    Tensor target = dx.tensor();
    DevicePointer filter = filter(wiring, calls);
    Workspace scratch = scratch(wiring);
    calls.add(
        Call.of(
            Cost.of("cudnnConvolutionBackwardData", flops(), w, dy).plusGradient(dx),
            () ->
                convolution.backwardData(
                    filter, dy.pointer(), target.pointer(), scratch, dx.accumulate())));
  }

  private long flops() {
    return convolution.shape().flops();
  }

  @Override
  public void close() {
    biasGradient.ifPresent(BiasGradient::close);
    convolution.close();
  }

  @Override
  public Optional<ConvolutionPlan> convolution() {
    return Optional.of(convolution.plan());
  }

  @Override
  public String description() {
    String description = convolution.description();
    return border.map(filter -> filter.description() + ", " + description).orElse(description);
  }
}
