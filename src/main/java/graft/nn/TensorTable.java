package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What an optimizer's kernel reads beside the parameter block: which tensor each of its granules
 * belongs to, each tensor's factors ({@code cuda-kernels/tensor_factors.cuh}), and the learning
 * rate.
 */
final class TensorTable implements AutoCloseable {
  /** A row: the factors of rate, decay and epsilon, float32; 4 bytes unused; the birth, int64. */
  private static final int ROW = 24;

  private static final int RATE = 0; // float32
  private static final int EPOCH = 4; // int32: the rate's index, always 0
  private static final int SETTINGS = 8;

  private final Device device;
  private final int granules;
  private final Memory tensorOf; // [granules] int32
  private final Memory factors; // [tensors, ROW] bytes
  private final Memory settings;

  TensorTable(Device device, ParameterLayout layout) {
    this.device = device;
    int[] tensors = layout.tensorOfGranules();
    this.granules = tensors.length;
    byte[] tensorBytes = new byte[granules * Integer.BYTES];
    littleEndian(tensorBytes).asIntBuffer().put(tensors);
    this.tensorOf = device.allocate(tensorBytes.length, "tensors of the parameters");
    device.stream().upload(tensorBytes, tensorOf.pointer());
    byte[] rows = new byte[layout.tensors() * ROW];
    for (int at = 0; at < rows.length; at += ROW) {
      littleEndian(rows).putFloat(at, 1).putFloat(at + 4, 1).putFloat(at + 8, 1);
    }
    this.factors = device.allocate(rows.length, "factors of the tensors");
    device.stream().upload(rows, factors.pointer());
    this.settings = device.allocate(SETTINGS, "learning rate");
    setRate(0);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  void setRate(float rate) {
    byte[] bytes = new byte[SETTINGS];
    littleEndian(bytes).putFloat(RATE, rate);
    device.stream().upload(bytes, settings.pointer());
  }

  int granules() {
    return granules;
  }

  DevicePointer tensorOf() {
    return tensorOf.pointer();
  }

  DevicePointer factors() {
    return factors.pointer();
  }

  DevicePointer rates() {
    return settings.at(RATE);
  }

  DevicePointer epoch() {
    return settings.at(EPOCH);
  }

  @Override
  public void close() {
    tensorOf.close();
    factors.close();
    settings.close();
  }
}
