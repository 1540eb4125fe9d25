package graft.device;

import graft.platform.DeviceUnavailableException;
import graft.platform.DriverVersion;
import graft.platform.Libraries;
import graft.platform.NvidiaLibraries;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/** The CUDA driver before there is a context. */
final class Driver {
  private Driver() {}

  /**
   * Starts it.
   *
   * @return its first device
   * @throws DeviceUnavailableException if it has none
   */
  static CUdevice firstDevice(Libraries libraries) {
    int status = JCudaDriver.cuInit(0);
    int[] count = new int[1];
    if (status == 0) {
      status = JCudaDriver.cuDeviceGetCount(count);
    }
    if (status != 0 || count[0] == 0) {
      throw new DeviceUnavailableException(
          "the driver ("
              + libraries.files().get(NvidiaLibraries.DRIVER)
              + ") has no usable device: cuInit says "
              + Api.DRIVER.statusName(status)
              + " ("
              + status
              + "); nvidia-smi tells more, and CUDA_VISIBLE_DEVICES may hide devices");
    }
    CUdevice device = new CUdevice();
    status = JCudaDriver.cuDeviceGet(device, 0);
    if (status != 0) {
      throw new CudaException(Api.DRIVER, "cuDeviceGet", status, "device 0");
    }
    return device;
  }

  /** The CUDA version that it supports, such as "12.4". */
  static String version() {
    int[] version = new int[1];
    int status = JCudaDriver.cuDriverGetVersion(version);
    if (status != 0) {
      throw new CudaException(Api.DRIVER, "cuDriverGetVersion", status, "");
    }
    return DriverVersion.text(version[0]);
  }
}
