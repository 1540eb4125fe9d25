package graft.device;

import graft.platform.DeviceProperties;
import graft.platform.Libraries;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import jcuda.JCudaVersion;
import jcuda.driver.CUdevice;
import jcuda.jcudnn.JCudnn;

/** What a device says of itself, for people and for reports. */
final class DeviceDescription {
  private final Libraries libraries;
  private final DeviceProperties properties;

  DeviceDescription(Libraries libraries, CUdevice device) {
    this.libraries = libraries;
    this.properties = DeviceProperties.of(device);
  }

  DeviceProperties properties() {
    return properties;
  }

  /** "software device (AVX-512, 2 threads)", "NVIDIA H100 (compute 9.0, driver 12.4)". */
  String line() {
    if (libraries.isSoftware()) {
      return "software device (" + libraries.instructions() + ", " + threads() + ")";
    }
    return String.format(
        Locale.ROOT,
        "%s (compute %d.%d, driver %s)",
        properties.name(),
        properties.major(),
        properties.minor(),
        Driver.version());
  }

  /** As many as compute, whatever was asked for. */
  private static String threads() {
    int count = SoftwareDevice.threads();
    return count + (count == 1 ? " thread" : " threads");
  }

  /** Versions by name: driver, cuBLAS, cuDNN, JCuda. */
  static Map<String, String> versions(Blas blas) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("driver", Driver.version());
    versions.put("cuBLAS", dotted(blas.version()));
    versions.put("cuDNN", DnnStatus.versionText(JCudnn.cudnnGetVersion()));
    versions.put("JCuda", JCudaVersion.get());
    return versions;
  }

  private static String dotted(int number) {
    return number / 10000 + "." + number % 10000 / 100 + "." + number % 100;
  }
}
