package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.device.Tensor;
import graft.device.Workspace;
import graft.model.NetworkSpec;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A network's forward pass, and in training its backward pass, for one batch size. It allocates
 * nothing; it only enqueues work on the device's stream. Belongs to its {@link Network} and ends
 * with it.
 */
public final class Pass {
  private final Device device;
  private final PassPlan plan;
  private final Memory block;
  private final ParameterBlock parameters;
  private final List<Call> forward = new ArrayList<>();
  private final List<Call> backward = new ArrayList<>();

  Pass(
      Device device,
      PassPlan plan,
      Memory block,
      Optional<Memory> workspace,
      ParameterBlock parameters) {
    this.device = device;
    this.plan = plan;
    this.block = block;
    this.parameters = parameters;
    Workspace scratch = workspace.map(Workspace::of).orElse(Workspace.NONE);
    for (int i = 0; i < plan.stages().size(); i++) {
      PlannedStage planned = plan.stages().get(i);
      String name = planned.stage().name();
      Wiring wiring = wiring(i, scratch);
      planned.op().forward(wiring).forEach(call -> forward.add(call.within(name)));
      if (planned.hasBackward()) {
        backward.addAll(
            0, planned.op().backward(wiring).stream().map(call -> call.within(name)).toList());
      }
    }
  }

  private Wiring wiring(int number, Workspace workspace) {
    PlannedStage planned = plan.stages().get(number);
    Stage stage = planned.stage();
    List<String> inputs = stage.first().inputs();
    boolean hasBackward = planned.hasBackward();
    return new Wiring(
        inputs.stream().map(this::value).toList(),
        value(planned.output()),
        hasBackward ? Optional.of(gradient(planned.output())) : Optional.empty(),
        IntStream.range(0, inputs.size())
            .mapToObj(i -> hasBackward ? inputGradient(number, i) : Optional.<Gradient>empty())
            .toList(),
        hasBackward
            ? Optional.of(gradient(stage.pooledInto().orElse(stage.last()).name()))
            : Optional.empty(),
        parameters.valuesOf(stage.nodes()),
        parameters.gradientsOf(stage.nodes()),
        note(number),
        workspace,
        parameters.stepsIfTrained());
  }

  private Optional<Gradient> inputGradient(int stage, int operand) {
    String input = plan.stages().get(stage).stage().first().inputs().get(operand);
    return plan.gradients()
        .delivery(stage, operand)
        .map(delivery -> new Gradient(gradient(input), delivery));
  }

  private Optional<DevicePointer> note(int stage) {
    long offset = plan.noteOffset(stage);
    return offset < 0 ? Optional.empty() : Optional.of(block.at(offset));
  }

  private Tensor value(String name) {
    return new Tensor(block.at(plan.valueOffset(name)), shape(name));
  }

  private Tensor gradient(String name) {
    return new Tensor(block.at(plan.gradientOffset(name)), shape(name));
  }

  private Shape shape(String name) {
    return plan.spec().shapeOf(name).prepend(plan.batch());
  }

  /** What it is for. */
  public Mode mode() {
    return plan.mode();
  }

  /** Samples in the batch, N. */
  public int batch() {
    return plan.batch();
  }

  /** Where a batch's samples go before {@link #forward}: {@code [N, H, W, C]}. */
  public Tensor input() {
    return value(NetworkSpec.INPUT);
  }

  /** Where {@link #forward} leaves its result: {@code [N, classes]}. */
  public Tensor logits() {
    return value(plan.spec().output().name());
  }

  /**
   * Where the loss leaves its gradient before {@link #backward}: {@code [N, classes]}.
   *
   * @throws IllegalStateException if the pass is for inference
   */
  public Tensor logitsGradient() {
    requireTraining();
    return gradient(plan.spec().output().name());
  }

  /**
   * Where {@link #backward} leaves the gradient of the input: {@code [N, H, W, C]}. It holds until
   * the next pass.
   *
   * @throws IllegalStateException if the network was not planned for it
   */
  public Tensor inputGradient() {
    if (!plan.hasGradient(NetworkSpec.INPUT)) {
      throw new IllegalStateException("the network was planned without the input's gradient");
    }
    return gradient(NetworkSpec.INPUT);
  }

  /** What {@link #forward} submits, in order; each stage's calls are in a range of its name. */
  public List<Call> forwardCalls() {
    return List.copyOf(forward);
  }

  /**
   * What {@link #backward} submits, in order.
   *
   * @throws IllegalStateException if the pass is for inference
   */
  public List<Call> backwardCalls() {
    requireTraining();
    return List.copyOf(backward);
  }

  /**
   * Enqueues the forward pass.
   *
   * @throws IllegalStateException if the network has no parameters yet
   */
  public void forward() {
    parameters.requireLoaded();
    Call.submitAll(forward, device.ranges());
  }

  /**
   * Enqueues the backward pass of the batch whose forward pass came last.
   *
   * @throws IllegalStateException if the pass is for inference, or the network has no parameters
   *     yet
   */
  public void backward() {
    requireTraining();
    parameters.requireLoaded();
    Call.submitAll(backward, device.ranges());
  }

  private void requireTraining() {
    if (mode() != Mode.TRAINING) {
      throw new IllegalStateException("the pass was planned for inference: it has no gradients");
    }
  }

  /** How a batch is computed: for each stage its nodes, the calls and the algorithms. */
  public List<String> description() {
    return stages().stream().map(StageDescription::toString).toList();
  }

  /** The same, for each stage that is more than a view. */
  public List<StageDescription> stages() {
    return plan.stages().stream()
        .filter(stage -> !stage.op().description().isEmpty())
        .map(
            stage ->
                new StageDescription(
                    stage.stage().name(), stage.op().description(), stage.op().convolution()))
        .toList();
  }
}
