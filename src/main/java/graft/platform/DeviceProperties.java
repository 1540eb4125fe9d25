package graft.platform;

import java.nio.charset.StandardCharsets;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdevice_attribute;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;

/**
 * What the driver says of a device that it has; needs no context.
 *
 * @param name the driver's name for it
 * @param major of its compute capability
 * @param minor of its compute capability
 * @param bytes of its memory
 */
public record DeviceProperties(String name, int major, int minor, long bytes) {
  private static final int NAME_BYTES = 256;

  /**
   * Asks the driver, which must be initialised.
   *
   * @throws DeviceUnavailableException if it does not answer
   */
  public static DeviceProperties of(CUdevice device) {
    byte[] name = new byte[NAME_BYTES];
    check("cuDeviceGetName", JCudaDriver.cuDeviceGetName(name, name.length, device));
    long[] bytes = new long[1];
    check("cuDeviceTotalMem", JCudaDriver.cuDeviceTotalMem(bytes, device));
    return new DeviceProperties(
        new String(name, StandardCharsets.UTF_8).replaceFirst("\0.*", "").strip(),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, device),
        attribute(CUdevice_attribute.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, device),
        bytes[0]);
  }

  private static int attribute(int attribute, CUdevice device) {
    int[] value = new int[1];
    check("cuDeviceGetAttribute", JCudaDriver.cuDeviceGetAttribute(value, attribute, device));
    return value[0];
  }

  private static void check(String call, int status) {
    if (status != 0) {
      throw new DeviceUnavailableException(
          call + ": " + CUresult.stringFor(status) + " (" + status + ") of a device that is there");
    }
  }

  /** "NVIDIA H100 (compute 9.0, 79.1 GiB)". */
  public String description() {
    return name + " (compute " + major + "." + minor + ", " + Bytes.text(bytes) + ")";
  }
}
