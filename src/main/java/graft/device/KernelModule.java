package graft.device;

import graft.platform.DeviceProperties;
import graft.platform.DeviceUnavailableException;
import graft.platform.KernelImage;
import graft.platform.Libraries;
import java.util.Optional;
import java.util.Set;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Loads our kernels: those of the build, or where the driver refuses them, compiled here. */
final class KernelModule {
  private static final Logger log = LoggerFactory.getLogger(KernelModule.class);

  // A card older or newer than what nvcc knew, a driver older than nvcc or without its compiler of
  // PTX (libnvidia-ptxjitcompiler, which containers may lack), a file that is none.
  private static final Set<Integer> DOES_NOT_SUIT =
      Set.of(
          CUresult.CUDA_ERROR_INVALID_IMAGE,
          CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU,
          CUresult.CUDA_ERROR_INVALID_PTX,
          CUresult.CUDA_ERROR_JIT_COMPILER_NOT_FOUND,
          CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION);

  private final Context context;
  private final Libraries libraries;
  private final DeviceProperties device;

  KernelModule(Context context, Libraries libraries, DeviceProperties device) {
    this.context = context;
    this.libraries = libraries;
    this.device = device;
  }

  /**
   * Loads them into the context.
   *
   * @throws DeviceUnavailableException if none suit this device, and no compiler is at hand
   */
  CUmodule load() {
    CUmodule module = new CUmodule();
    if (libraries.isSoftware()) {
      check(JCudaDriver.cuModuleLoadData(module, KernelImage.forSoftware()), "built in");
      return module;
    }
    Optional<byte[]> built = KernelImage.forGpu();
    if (built.isPresent()) {
      int status = JCudaDriver.cuModuleLoadData(module, built.get());
      if (!DOES_NOT_SUIT.contains(status) || !libraries.canCompile()) {
        check(status, "of nvcc");
        return module;
      }
      log.info(
          "the kernels of this build do not suit {}: {}",
          device.name(),
          Api.DRIVER.statusName(status));
    }
    byte[] compiled =
        libraries
            .compileKernels(device.major(), device.minor())
            .orElseThrow(() -> new DeviceUnavailableException(KernelImage.missing()));
    check(JCudaDriver.cuModuleLoadData(module, compiled), "of NVRTC");
    return module;
  }

  private void check(int status, String origin) {
    if (DOES_NOT_SUIT.contains(status)) {
      throw new DeviceUnavailableException(
          "cuModuleLoadData: "
              + Api.DRIVER.statusName(status)
              + " ("
              + status
              + ") for Graft's kernels "
              + origin
              + " on "
              + device.description()
              + (libraries.canCompile() ? "" : "; " + KernelImage.compilerFix()));
    }
    context.check(
        Api.DRIVER, "cuModuleLoadData", status, "kernels " + origin + " on " + device.name());
  }
}
