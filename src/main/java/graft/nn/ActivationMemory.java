package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * One block of device memory for a network's input, the output of every stage, and two gradients.
 *
 * <p>Outputs live from the forward pass to the backward pass, so each has a place of its own;
 * layers that work in place share their input's. Some stages note more for the backward pass. A
 * gradient lives only until the layer below has read it, so two places alternate.
 */
final class ActivationMemory implements AutoCloseable {
  private final Memory block;
  private final long inputOffset;
  private final List<Long> outputOffsets = new ArrayList<>();
  private final List<Long> noteOffsets = new ArrayList<>();
  private final long[] gradientOffsets = new long[2];

  /**
   * Allocates the block.
   *
   * @param batch the largest batch that will be planned on it
   * @param stages the layers, as they are planned together
   * @param training whether gradients and notes need places
   * @param inputGradient whether the input has a gradient too
   */
  ActivationMemory(
      Device device,
      NetworkSpec spec,
      List<Stage> stages,
      int batch,
      boolean training,
      boolean inputGradient) {
    long next = 0;
    inputOffset = next;
    next += Memory.aligned(spec.input().prepend(batch).bytes());
    long largestGradient = inputGradient ? Memory.aligned(spec.input().prepend(batch).bytes()) : 0;
    for (Stage stage : stages) {
      Shape output = spec.outputOf(stage.last());
      outputOffsets.add(next);
      if (!inPlace(spec, stage)) {
        long bytes = Memory.aligned(output.prepend(batch).bytes());
        next += bytes;
        largestGradient = Math.max(largestGradient, bytes);
      }
      noteOffsets.add(next);
      if (training && stage.kind() == Stage.Kind.ONE_CHANNEL_CONV_POOL) {
        next += Memory.aligned(batch * PlannedOneChannelConvPool.choiceBytes(output));
      }
    }
    for (int side = 0; side < 2; side++) {
      gradientOffsets[side] = next;
      next += training ? largestGradient : 0;
    }
    block = device.allocate(next, training ? "activations and gradients" : "activations");
  }

  /** Whether a stage's output takes the place of its input. */
  static boolean inPlace(NetworkSpec spec, Stage stage) {
    Layer layer = spec.layers().get(stage.first());
    return layer instanceof Relu || layer instanceof Flatten;
  }

  DevicePointer input() {
    return block.at(inputOffset);
  }

  DevicePointer output(int stage) {
    return block.at(outputOffsets.get(stage));
  }

  /** What a stage notes in training for its backward pass. */
  DevicePointer note(int stage) {
    return block.at(noteOffsets.get(stage));
  }

  /** One of the two places of gradients; of no size where the network is not for training. */
  DevicePointer gradient(int side) {
    return block.at(gradientOffsets[side]);
  }

  @Override
  public void close() {
    block.close();
  }
}
