package graft.train;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.nn.BatchRows;
import graft.nn.Call;
import graft.nn.Cost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * What a sweep over a data set counts on the device: the sum of losses, the hits, the position in
 * the order of the samples, and of each step its losses and hits. Steps advance it there ({@code
 * cuda-kernels/step.cu}); the host reads the sums in one short copy, and the steps in another.
 */
final class Tally implements AutoCloseable {
  private static final int LOSS_SUM = 0; // float64
  private static final int HITS = 8; // uint64
  private static final int POSITION = 16; // int32
  private static final int STEP = 20; // int32
  private static final int SUMS = 24; // bytes up to here
  // Behind them the losses of the steps, [steps] float64, and their hits, [steps] int32.

  private final Device device;
  private final Kernel finish;
  private final Kernel finishTraining;
  private final Batches batches;
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

  /** A tally with nothing counted. */
  Tally(Device device, Batches batches) {
    this.device = device;
    this.finish = device.kernel("finish_step");
    this.finishTraining = device.kernel("finish_training_step");
    this.batches = batches;
    this.memory = device.allocate(bytes(batches), "tally");
    reset();
  }

  /** The device memory that it takes. */
  static long bytes(Batches batches) {
    return SUMS + (long) batches.steps() * (Double.BYTES + Integer.BYTES);
  }

  /** The steps of a sweep. */
  Batches batches() {
    return batches;
  }

  /** Back to the first sample, with nothing counted. */
  void reset() {
    device.stream().clear(memory.pointer(), memory.bytes());
  }

  /** As after a sweep's first steps. */
  void load(SweepCounts counts) {
    if (counts.steps() == 0) {
      reset();
      return;
    }
    if (counts.steps() > batches.steps() || counts.samples() > batches.samples()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found counts of %d samples in %d steps, expected at most %d in %d",
              counts.samples(),
              counts.steps(),
              batches.samples(),
              batches.steps()));
    }
    ByteBuffer buffer = ByteBuffer.allocate((int) memory.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putDouble(LOSS_SUM, counts.lossSum()).putLong(HITS, counts.hits());
    buffer.putInt(POSITION, counts.samples()).putInt(STEP, counts.steps());
    double[] losses = counts.stepLossSums();
    int[] hits = counts.stepHits();
    for (int i = 0; i < counts.steps(); i++) {
      buffer.putDouble(lossPlace(i), losses[i]).putInt(hitsPlace(i), hits[i]);
    }
    device.stream().upload(buffer.array(), memory.pointer());
  }

  /** Waits for the work enqueued so far and reads all that it counted. */
  SweepCounts counts() {
    ByteBuffer buffer = download((int) memory.bytes());
    double[] losses = new double[buffer.getInt(STEP)];
    int[] hits = new int[losses.length];
    for (int i = 0; i < losses.length; i++) {
      losses[i] = buffer.getDouble(lossPlace(i));
      hits[i] = buffer.getInt(hitsPlace(i));
    }
    Reading sums = reading(buffer);
    return new SweepCounts(sums.samples(), sums.lossSum(), sums.hits(), losses, hits);
  }

  private static int lossPlace(int step) {
    return SUMS + step * Double.BYTES;
  }

  private int hitsPlace(int step) {
    return SUMS + batches.steps() * Double.BYTES + step * Integer.BYTES;
  }

  /** Where the next batch begins in the order of the samples: int32. */
  DevicePointer position() {
    return memory.at(POSITION);
  }

  /** How many steps of the sweep are done: int32. */
  DevicePointer step() {
    return memory.at(STEP);
  }

  /**
   * A step's losses and hits onto the tally, in a fixed order, and on to the next batch.
   *
   * @param rows what the loss left
   * @param count samples in the step
   */
  Call finish(BatchRows rows, int count) {
    return Call.of(
        cost(finish, count),
        () ->
            finish.launch(
                LaunchShape.single(),
                position(),
                count,
                rows.losses(),
                rows.hits(),
                memory.at(LOSS_SUM),
                memory.at(HITS),
                step(),
                stepLosses(),
                stepHits()));
  }

  /**
   * The same for a step of training.
   *
   * @param steps the count of all training steps, int64: one more
   */
  Call finishTraining(BatchRows rows, int count, DevicePointer steps) {
    return Call.of(
        cost(finishTraining, count),
        () ->
            finishTraining.launch(
                LaunchShape.single(),
                position(),
                count,
                rows.losses(),
                rows.hits(),
                memory.at(LOSS_SUM),
                memory.at(HITS),
                step(),
                stepLosses(),
                stepHits(),
                steps));
  }

  private static Cost cost(Kernel kernel, int count) {
    return new Cost(kernel.name(), 2L * count, (long) count * (Float.BYTES + Integer.BYTES));
  }

  private DevicePointer stepLosses() {
    return memory.at(SUMS);
  }

  private DevicePointer stepHits() {
    return memory.at(SUMS + (long) batches.steps() * Double.BYTES);
  }

  /** Waits for the work enqueued so far and reads what it counted. */
  Reading read() {
    return reading(download(SUMS));
  }

  /** Waits for the work enqueued so far and reads what it noted of each step that is done. */
  StepRecords steps() {
    SweepCounts counts = counts();
    double[] losses = counts.stepLossSums();
    int[] hits = counts.stepHits();
    double[] accuracies = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      int rows = batches.rowsOf(i);
      losses[i] /= rows;
      accuracies[i] = (double) hits[i] / rows;
    }
    return new StepRecords(losses, accuracies);
  }

  private static Reading reading(ByteBuffer buffer) {
    return new Reading(buffer.getDouble(LOSS_SUM), buffer.getLong(HITS), buffer.getInt(POSITION));
  }

  private ByteBuffer download(int count) {
    byte[] bytes = new byte[count];
    device.stream().download(memory.pointer(), bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    memory.close();
  }
}
