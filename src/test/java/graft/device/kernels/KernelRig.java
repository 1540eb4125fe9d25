package graft.device.kernels;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.device.TestDevice;
import graft.random.Philox;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Launches kernels on arrays of the host. Every array lies between guards, and {@link #release}
 * fails if a kernel has written there.
 */
final class KernelRig implements AutoCloseable {
  // GRAFT_CHECK guards the allocations themselves, against reads too: guards inside them would only
  // hide a fault from it.
  private static final boolean CHECKED = System.getenv("GRAFT_CHECK") != null;
  private static final int GUARD = CHECKED ? 0 : 256;
  private static final byte POISON = 0x5A;

  private final Device device = TestDevice.open();
  private final List<Memory> arrays = new ArrayList<>();

  /** Launches and waits. */
  void launch(String kernel, LaunchShape shape, Object... arguments) {
    device.kernel(kernel).launch(shape, arguments);
    device.stream().synchronize();
  }

  /**
   * One of the shapes that must all give the same result: the usual one, a single thread, a few odd
   * blocks, and more threads than there are elements (so that the software device cuts even small
   * arrays into a slice a core).
   */
  static LaunchShape anyShape(long elements, Philox random) {
    return switch (random.nextInt(4)) {
      case 0 -> LaunchShape.forElements(elements);
      case 1 -> LaunchShape.single();
      case 2 -> new LaunchShape(3, 33);
      default -> new LaunchShape(2048, 256);
    };
  }

  /** 1, or up to 80, or near a multiple of 512. */
  static int anySize(Philox random) {
    return switch (random.nextInt(5)) {
      case 0 -> 1;
      case 1 -> 512 * (1 + random.nextInt(4)) - 1 + random.nextInt(3);
      default -> 1 + random.nextInt(80);
    };
  }

  /** Numbers drawn from [-scale, scale). */
  static float[] anyFloats(int count, float scale, Philox random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = scale * (2 * random.nextFloat() - 1);
    }
    return values;
  }

  DevicePointer upload(float... values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    littleEndian(bytes).asFloatBuffer().put(values);
    return upload(bytes);
  }

  DevicePointer upload(int... values) {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    littleEndian(bytes).asIntBuffer().put(values);
    return upload(bytes);
  }

  DevicePointer upload(double... values) {
    byte[] bytes = new byte[values.length * Double.BYTES];
    littleEndian(bytes).asDoubleBuffer().put(values);
    return upload(bytes);
  }

  DevicePointer upload(long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    littleEndian(bytes).asLongBuffer().put(values);
    return upload(bytes);
  }

  DevicePointer upload(byte... values) {
    byte[] guarded = new byte[GUARD + values.length + GUARD];
    Arrays.fill(guarded, POISON);
    System.arraycopy(values, 0, guarded, GUARD, values.length);
    Memory memory = device.allocate(guarded.length, "kernel test");
    arrays.add(memory);
    device.stream().upload(guarded, memory.pointer());
    return memory.at(GUARD);
  }

  /**
   * Room for results, filled with numbers that no kernel computes; left undefined under
   * GRAFT_CHECK.
   */
  DevicePointer output(int count, int bytesPerElement) {
    if (CHECKED) {
      Memory memory = device.allocate((long) count * bytesPerElement, "kernel test");
      arrays.add(memory);
      return memory.pointer();
    }
    byte[] filled = new byte[count * bytesPerElement];
    Arrays.fill(filled, POISON);
    return upload(filled);
  }

  float[] floats(DevicePointer array, int count) {
    float[] values = new float[count];
    download(array, count * Float.BYTES).asFloatBuffer().get(values);
    return values;
  }

  int[] ints(DevicePointer array, int count) {
    int[] values = new int[count];
    download(array, count * Integer.BYTES).asIntBuffer().get(values);
    return values;
  }

  double[] doubles(DevicePointer array, int count) {
    double[] values = new double[count];
    download(array, count * Double.BYTES).asDoubleBuffer().get(values);
    return values;
  }

  double getDouble(DevicePointer array) {
    return download(array, Double.BYTES).getDouble(0);
  }

  long getLong(DevicePointer array) {
    return download(array, Long.BYTES).getLong(0);
  }

  byte[] bytes(DevicePointer array, int count) {
    return download(array, count).array();
  }

  private ByteBuffer download(DevicePointer array, int bytes) {
    byte[] content = new byte[bytes];
    device.stream().download(array, content);
    return littleEndian(content);
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Frees every array; fails if something was written before or behind one. */
  void release() {
    List<Memory> toFree = List.copyOf(arrays);
    arrays.clear();
    for (Memory memory : toFree) {
      try (memory) {
        checkGuards(memory);
      }
    }
  }

  private void checkGuards(Memory memory) {
    byte[] bytes = new byte[(int) memory.bytes()];
    device.stream().download(memory.pointer(), bytes);
    for (int i = 0; i < GUARD; i++) {
      if (bytes[i] != POISON || bytes[bytes.length - 1 - i] != POISON) {
        throw new AssertionError(
            "a kernel wrote outside an array of " + (bytes.length - 2 * GUARD) + " bytes");
      }
    }
  }

  @Override
  public void close() {
    release();
    device.close();
  }
}
