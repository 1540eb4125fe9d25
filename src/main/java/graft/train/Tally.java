package graft.train;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a pass over a data set counts on the device: the sum of losses, the hits, and the position
 * in the order of the samples. Steps advance it there; the host reads all three back in one copy.
 */
final class Tally implements AutoCloseable {
  private static final int LOSS_SUM = 0; // float64
  private static final int HITS = 8; // uint64
  private static final int POSITION = 16; // int32
  private static final int STEP = 20; // int32
  private static final int BYTES = 24;
  private static final int STEP_LOSSES = BYTES; // float64 of each step, then int32

  private final Device device;
  private final int steps;
  private final Memory memory;

  /** A reading: the sum of losses in nats, the hits, and how many samples they are of. */
  record Reading(double lossSum, long hits, int samples) {
    double loss() {
      return lossSum / samples;
    }

    double accuracy() {
      return (double) hits / samples;
    }
  }

  /**
   * A tally.
   *
   * @param steps the most steps between two resets
   */
  Tally(Device device, int steps) {
    this.device = device;
    this.steps = steps;
    this.memory =
        device.allocate(STEP_LOSSES + (long) steps * (Double.BYTES + Integer.BYTES), "tally");
    reset();
  }

  /** Back to the first sample, with nothing counted. */
  void reset() {
    device.stream().clear(memory.pointer(), BYTES);
  }

  DevicePointer lossSum() {
    return memory.at(LOSS_SUM);
  }

  DevicePointer hits() {
    return memory.at(HITS);
  }

  DevicePointer position() {
    return memory.at(POSITION);
  }

  /** The step that comes next, counted from the last reset. */
  DevicePointer step() {
    return memory.at(STEP);
  }

  /** Each step's sum of losses, float64. */
  DevicePointer stepLosses() {
    return memory.at(STEP_LOSSES);
  }

  /** Each step's hits, int32. */
  DevicePointer stepHits() {
    return memory.at(STEP_LOSSES + (long) steps * Double.BYTES);
  }

  /** Waits for the work enqueued so far and reads what it counted. */
  Reading read() {
    byte[] bytes = new byte[BYTES];
    device.stream().download(memory.pointer(), bytes);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new Reading(buffer.getDouble(LOSS_SUM), buffer.getLong(HITS), buffer.getInt(POSITION));
  }

  @Override
  public void close() {
    memory.close();
  }
}
