package graft.device.software;

import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoH;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoD;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import jcuda.Pointer;
import jcuda.Sizeof;
import jcuda.driver.CUdeviceptr;

/** Floats in the software device's memory, for the tests of its libraries. */
final class DeviceFloats implements AutoCloseable {
  private final CUdeviceptr address = new CUdeviceptr();
  private final int count;

  private DeviceFloats(int count) {
    this.count = count;
    assertThat(cuMemAlloc(address, (long) count * Sizeof.FLOAT)).isZero();
  }

  /** A copy of the values. */
  static DeviceFloats of(float... values) {
    DeviceFloats memory = new DeviceFloats(values.length);
    memory.write(values);
    return memory;
  }

  /** {@code count} times the value. */
  static DeviceFloats filled(int count, float value) {
    float[] values = new float[count];
    java.util.Arrays.fill(values, value);
    return of(values);
  }

  /** Normally distributed values. */
  static float[] random(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  Pointer pointer() {
    return address;
  }

  /** Where element {@code index} lies. */
  Pointer pointerTo(int index) {
    return address.withByteOffset((long) index * Sizeof.FLOAT);
  }

  void write(float[] values) {
    assertThat(values).hasSize(count);
    assertThat(cuMemcpyHtoD(address, Pointer.to(values), (long) count * Sizeof.FLOAT)).isZero();
  }

  /** Waits for everything that was queued on the default stream. */
  float[] read() {
    float[] values = new float[count];
    assertThat(cuMemcpyDtoH(Pointer.to(values), address, (long) count * Sizeof.FLOAT)).isZero();
    return values;
  }

  @Override
  public void close() {
    cuMemFree(address);
  }
}
