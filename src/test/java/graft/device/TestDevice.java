package graft.device;

import graft.platform.DeviceChoice;
import graft.platform.GpuStandIn;
import java.util.Locale;
import java.util.Random;

/**
 * The device of the tests: the software device, or with -Dgraft.test.device=gpu the GPU (or with
 * -Dgraft.test.stand-in too, what {@link GpuStandIn} puts in its place).
 */
public final class TestDevice {
  private static final String CHOICE = System.getProperty("graft.test.device", "software");

  static {
    if (Boolean.getBoolean("graft.test.stand-in")) {
      GpuStandIn.load();
    }
  }

  private TestDevice() {}

  /** As --device takes it: "software" or "gpu". */
  public static String choice() {
    return CHOICE;
  }

  static DeviceOptions options() {
    return DeviceOptions.defaults()
        .withChoice(DeviceChoice.valueOf(CHOICE.toUpperCase(Locale.ROOT)));
  }

  /** A device of the test's own. */
  public static Device open() {
    return Device.open(options());
  }

  /** Memory with these numbers. */
  static Memory put(Device device, String purpose, float[] numbers) {
    Memory memory = device.allocate((long) numbers.length * Float.BYTES, purpose);
    device.stream().upload(numbers, memory.pointer());
    return memory;
  }

  /** Memory of so many NaN: what is not written is seen. */
  static Memory blank(Device device, String purpose, long numbers) {
    float[] nan = new float[Math.toIntExact(numbers)];
    java.util.Arrays.fill(nan, Float.NaN);
    return put(device, purpose, nan);
  }

  static float[] get(Device device, Memory memory) {
    float[] numbers = new float[Math.toIntExact(memory.bytes() / Float.BYTES)];
    device.stream().download(memory.pointer(), numbers);
    return numbers;
  }

  /** Uniform in [-1, 1). */
  static float[] random(long seed, long length) {
    Random random = new Random(seed);
    float[] numbers = new float[Math.toIntExact(length)];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return numbers;
  }
}
