package graft.nn;

import graft.device.ConvolutionPlan;
import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.BatchNorm;
import graft.model.Parameter;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A convolution and the batch normalisation behind it in inference: a convolution with another
 * kernel and bias, which a small kernel makes at the beginning of each pass, since training moves
 * all that they follow from. They lie in the note.
 */
final class PlannedFoldedConv2d implements PlannedOp {
  private final PlannedOp convolution;
  private final Kernel fold;
  private final float epsilon;
  private final Shape kernel;

  /**
   * Plans the two.
   *
   * @param convolution with bias; closed by this
   * @param kernel the shape of its kernel, {@code [K, R, S, C]}
   */
  PlannedFoldedConv2d(Device device, PlannedOp convolution, BatchNorm norm, Shape kernel) {
    this.convolution = convolution;
    this.fold = device.kernel("fold_batch_norm");
    this.epsilon = (float) norm.epsilon();
    this.kernel = kernel;
  }

  @Override
  public Traits traits() {
    return convolution.traits();
  }

  @Override
  public long workspaceBytes() {
    return convolution.workspaceBytes();
  }

  @Override
  public long noteBytes() {
    return Memory.aligned(kernel.bytes()) + bias().bytes();
  }

  private Shape bias() {
    return Shape.of(kernel.extent(0));
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    DevicePointer note = wiring.note().orElseThrow();
    Tensor folded = new Tensor(note, kernel);
    Tensor bias = new Tensor(note.plus(Memory.aligned(kernel.bytes())), bias());
    List<Call> calls = new ArrayList<>();
    calls.add(fold(wiring, folded, bias));
    Map<String, Tensor> values = new HashMap<>();
    values.put(Parameter.KERNEL, folded);
    values.put(Parameter.BIAS, bias);
    calls.addAll(convolution.forward(wiring.withValues(values)));
    return calls;
  }

  private Call fold(Wiring wiring, Tensor folded, Tensor bias) {
    Tensor w = wiring.value(Parameter.KERNEL);
    Optional<Tensor> b = Optional.ofNullable(wiring.values().get(Parameter.BIAS));
    int filters = kernel.extent(0);
    long elements = kernel.elements();
    return Call.of(
        Cost.of(fold.name(), elements, w, folded, bias),
        () ->
            fold.launch(
                LaunchShape.forElements(elements),
                w.pointer(),
                b.map(Tensor::pointer).orElse(DevicePointer.NULL),
                filters,
                kernel.elements() / filters,
                wiring.value(BatchNorm.GAMMA).pointer(),
                wiring.value(BatchNorm.BETA).pointer(),
                wiring.value(BatchNorm.MEAN).pointer(),
                wiring.value(BatchNorm.VARIANCE).pointer(),
                epsilon,
                folded.pointer(),
                bias.pointer()));
  }

  /** Nothing: there are no gradients in inference. */
  @Override
  public List<Call> backward(Wiring wiring) {
    return List.of();
  }

  @Override
  public Optional<ConvolutionPlan> convolution() {
    return convolution.convolution();
  }

  @Override
  public String description() {
    return fold.name() + ", " + convolution.description();
  }

  @Override
  public void close() {
    convolution.close();
  }
}
