package graft.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import jcuda.Pointer;

/**
 * Packs a kernel's parameters. One direct buffer serves all launches of a device, since the driver
 * copies the parameters before the launch returns; so a launch makes no garbage of its own.
 */
final class KernelArguments {
  private static final int MOST = 32;
  private static final int SLOT = 8;

  private final ByteBuffer values =
      ByteBuffer.allocateDirect(MOST * SLOT).order(ByteOrder.nativeOrder());
  private final Pointer[] slots = new Pointer[MOST];
  private final Pointer[] lists = new Pointer[MOST + 1];

  KernelArguments() {
    Pointer start = Pointer.to(values);
    for (int i = 0; i < MOST; i++) {
      slots[i] = start.withByteOffset((long) i * SLOT);
    }
    for (int n = 0; n <= MOST; n++) {
      lists[n] = Pointer.to(Arrays.copyOf(slots, n));
    }
  }

  ByteBuffer values() {
    return values;
  }

  /** The void** of cuLaunchKernel; valid until the next call. */
  Pointer pack(String kernel, Object[] arguments) {
    if (arguments.length > MOST) {
      throw new IllegalArgumentException(
          "kernel " + kernel + ": at most " + MOST + " arguments, found " + arguments.length);
    }
    for (int i = 0; i < arguments.length; i++) {
      Object argument = arguments[i];
      int at = i * SLOT;
      if (argument instanceof DevicePointer pointer) {
        values.putLong(at, pointer.raw().number());
      } else if (argument instanceof Integer number) {
        values.putInt(at, number);
      } else if (argument instanceof Long number) {
        values.putLong(at, number);
      } else if (argument instanceof Float number) {
        values.putFloat(at, number);
      } else if (argument instanceof Double number) {
        values.putDouble(at, number);
      } else {
        throw new IllegalArgumentException(
            "kernel "
                + kernel
                + ", argument "
                + i
                + ": expected DevicePointer, Integer, Long, Float or Double, found "
                + (argument == null ? "null" : argument.getClass().getSimpleName()));
      }
    }
    return lists[arguments.length];
  }
}
