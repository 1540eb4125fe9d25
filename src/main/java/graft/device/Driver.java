package graft.device;

import graft.platform.DeviceUnavailableException;
import graft.platform.DriverCards;
import graft.platform.DriverStatus;
import graft.platform.DriverVersion;
import graft.platform.GpuName;
import graft.platform.Libraries;
import graft.platform.NvidiaLibraries;
import java.util.Map;
import java.util.Optional;
import jcuda.driver.CUdevice;
import jcuda.driver.JCudaDriver;

/** The CUDA driver before there is a context. */
final class Driver {
  private Driver() {}

  /**
   * Starts it.
   *
   * @param gpu the name of a card; empty takes the one that was chosen with the libraries
   * @return the device
   * @throws DeviceUnavailableException if it has none, or none of that name
   */
  static CUdevice device(Libraries libraries, Optional<String> gpu) {
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
              + DriverStatus.text(status)
              + DriverStatus.hint(status)
              + "; nvidia-smi tells more, and CUDA_VISIBLE_DEVICES may hide devices"
              + preloaded(System.getenv()));
    }
    int ordinal =
        gpu.map(name -> GpuName.find(name, DriverCards.ask(false)).ordinal())
            .orElse(libraries.ordinal());
    CUdevice device = new CUdevice();
    status = JCudaDriver.cuDeviceGet(device, ordinal);
    if (status != 0) {
      throw new CudaException(Api.DRIVER, "cuDeviceGet", status, "device " + ordinal);
    }
    return device;
  }

  /** What is loaded before every library may answer in the driver's place. */
  static String preloaded(Map<String, String> environment) {
    String libraries = environment.getOrDefault("LD_PRELOAD", "");
    return libraries.isBlank()
        ? ""
        : "; LD_PRELOAD=" + libraries + " may answer in its place: try without";
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
