package graft.nn;

import graft.device.Device;
import graft.model.NetworkSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * A pass before it has memory: its stages, their planned ops, and where everything lies in one
 * block. From it both the real pass and the answer to "how much memory" are made.
 */
final class PassPlan implements AutoCloseable {
  private final NetworkSpec spec;
  private final Mode mode;
  private final int batch;
  private final List<PlannedStage> stages = new ArrayList<>();
  private final ValuePlaces values;
  private final GradientPlaces gradients;
  private final List<Integer> notes = new ArrayList<>();
  private final MemoryPlan memory;

  /**
   * Plans a pass; allocates nothing.
   *
   * @throws IllegalArgumentException if an op cannot be planned; names the node
   */
  PassPlan(Device device, NetworkSpec spec, Passes passes, Mode mode, int batch) {
    BatchTooLargeException.require(spec, batch);
    this.spec = spec;
    this.mode = mode;
    this.batch = batch;
    GradientNeeds needs =
        mode == Mode.TRAINING
            ? GradientNeeds.of(spec, passes.inputGradient())
            : GradientNeeds.none();
    OpPlanner planner = new OpPlanner(device, spec, passes, mode, batch);
    try {
      List<Stage> staged = passes.fused() ? Fusions.of(spec, needs, mode) : Fusions.none(spec);
      for (Stage stage : staged) {
        PlannedOp op = planner.plan(stage);
        stages.add(new PlannedStage(stage, op, needs.of(stage.last().name())));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
    values = new ValuePlaces(spec, stages, batch);
    gradients = new GradientPlaces(spec, stages, needs, batch);
    List<MemoryPlan.Interval> intervals = new ArrayList<>(values.intervals());
    if (mode == Mode.TRAINING) {
      intervals.addAll(gradients.intervals());
    }
    addNotes(intervals);
    memory = passes.reuse() ? MemoryPlan.of(intervals) : MemoryPlan.withoutReuse(intervals);
  }

  private void addNotes(List<MemoryPlan.Interval> intervals) {
    PassClock clock = new PassClock(stages.size());
    for (int i = 0; i < stages.size(); i++) {
      long bytes = stages.get(i).op().noteBytes();
      notes.add(bytes == 0 ? -1 : intervals.size());
      if (bytes > 0) {
        String name = "note of " + stages.get(i).stage().name();
        int last = stages.get(i).hasBackward() ? clock.backward(i) : clock.forward(i);
        intervals.add(new MemoryPlan.Interval(name, bytes, clock.forward(i), last));
      }
    }
  }

  NetworkSpec spec() {
    return spec;
  }

  Mode mode() {
    return mode;
  }

  int batch() {
    return batch;
  }

  List<PlannedStage> stages() {
    return stages;
  }

  /** The size of the block. */
  long bytes() {
    return memory.bytes();
  }

  /** The most scratch memory that one of its calls needs. */
  long workspaceBytes() {
    return stages.stream().mapToLong(stage -> stage.op().workspaceBytes()).max().orElse(0);
  }

  /** Where a node's output, or the input, lies in the block. */
  long valueOffset(String name) {
    return memory.offset(values.of(name));
  }

  /** Where the gradient of a node's output, or of the input, lies in the block. */
  long gradientOffset(String name) {
    return memory.offset(values.intervals().size() + gradients.of(name).orElseThrow());
  }

  boolean hasGradient(String name) {
    return mode == Mode.TRAINING && gradients.of(name).isPresent();
  }

  GradientPlaces gradients() {
    return gradients;
  }

  /** Where a stage notes something for its backward pass; negative where it does not. */
  long noteOffset(int stage) {
    return notes.get(stage) < 0 ? -1 : memory.offset(notes.get(stage));
  }

  @Override
  public void close() {
    stages.forEach(stage -> stage.op().close());
  }
}
