package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * One block of device memory for a network's input, the output of every layer, and two gradients.
 *
 * <p>Outputs live from the forward pass to the backward pass, so each has a place of its own;
 * layers that work in place share their input's. A gradient lives only until the layer below has
 * read it, so two places alternate.
 */
final class ActivationMemory implements AutoCloseable {
  private final Memory block;
  private final long inputOffset;
  private final List<Long> outputOffsets = new ArrayList<>();
  private final long[] gradientOffsets = new long[2];

  /**
   * Allocates the block.
   *
   * @param batch the largest batch that will be planned on it
   * @param training whether gradients need places
   */
  ActivationMemory(Device device, NetworkSpec spec, int batch, boolean training) {
    long next = 0;
    inputOffset = next;
    next += Memory.aligned(spec.input().prepend(batch).bytes());
    long largestGradient = 0;
    for (int i = 0; i < spec.layers().size(); i++) {
      outputOffsets.add(next);
      if (!inPlace(spec.layers().get(i))) {
        long bytes = Memory.aligned(spec.outputOf(i).prepend(batch).bytes());
        next += bytes;
        largestGradient = Math.max(largestGradient, bytes);
      }
    }
    for (int side = 0; side < 2; side++) {
      gradientOffsets[side] = next;
      next += training ? largestGradient : 0;
    }
    block = device.allocate(next, training ? "activations and gradients" : "activations");
  }

  /** Whether a layer's output takes the place of its input. */
  static boolean inPlace(Layer layer) {
    return layer instanceof Relu || layer instanceof Flatten;
  }

  DevicePointer input() {
    return block.at(inputOffset);
  }

  DevicePointer output(int layer) {
    return block.at(outputOffsets.get(layer));
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
