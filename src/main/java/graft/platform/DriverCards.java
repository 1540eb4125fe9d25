package graft.platform;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUuuid;
import jcuda.driver.JCudaDriver;

/** Asks an initialised driver for its cards. */
public final class DriverCards {
  private DriverCards() {}

  /**
   * Those that are visible.
   *
   * @param memory whether to ask for free memory, for which each card gives a context: that takes
   *     some tenths of a second, and card by card some 300 MiB
   * @throws DeviceUnavailableException if the driver does not answer
   */
  public static List<GpuCard> ask(boolean memory) {
    int[] count = new int[1];
    check("cuDeviceGetCount", JCudaDriver.cuDeviceGetCount(count));
    List<GpuCard> cards = new ArrayList<>();
    for (int ordinal = 0; ordinal < count[0]; ordinal++) {
      CUdevice device = new CUdevice();
      check("cuDeviceGet", JCudaDriver.cuDeviceGet(device, ordinal));
      GpuCard card =
          new GpuCard(ordinal, uuid(device), DeviceProperties.of(device), OptionalLong.empty(), "");
      cards.add(memory ? withMemory(card, device) : card);
    }
    return cards;
  }

  private static void check(String call, int status) {
    if (status != 0) {
      throw new DeviceUnavailableException(
          call + ": " + DriverStatus.text(status) + DriverStatus.hint(status));
    }
  }

  private static String uuid(CUdevice device) {
    CUuuid uuid = new CUuuid();
    if (JCudaDriver.cuDeviceGetUuid(uuid, device) != 0) {
      return "";
    }
    return HexFormat.of()
        .formatHex(uuid.bytes)
        .replaceFirst("^(.{8})(.{4})(.{4})(.{4})(.{12})$", "GPU-$1-$2-$3-$4-$5");
  }

  private static GpuCard withMemory(GpuCard card, CUdevice device) {
    CUcontext context = new CUcontext();
    int status = JCudaDriver.cuDevicePrimaryCtxRetain(context, device);
    if (status != 0) {
      return new GpuCard(
          card.ordinal(),
          card.uuid(),
          card.properties(),
          OptionalLong.empty(),
          DriverStatus.text(status));
    }
    try {
      long[] free = new long[1];
      boolean told =
          JCudaDriver.cuCtxSetCurrent(context) == 0
              && JCudaDriver.cuMemGetInfo(free, new long[1]) == 0;
      return new GpuCard(
          card.ordinal(),
          card.uuid(),
          card.properties(),
          told ? OptionalLong.of(free[0]) : OptionalLong.empty(),
          "");
    } finally {
      JCudaDriver.cuCtxSetCurrent(new CUcontext());
      JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
  }
}
