package graft.device;

import java.util.Arrays;
import java.util.Optional;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.JCudaDriver;

/** One kernel of {@code cuda-kernels/}. */
public final class Kernel {
  private static final Pointer NO_EXTRA = new Pointer();

  private final Context context;
  private final KernelArguments packing;
  private final String name;
  private final CUfunction function;
  private final Optional<KernelSignature> signature;

  Kernel(Context context, KernelArguments packing, String name, CUfunction function) {
    this.context = context;
    this.packing = packing;
    this.name = name;
    this.function = function;
    this.signature = KernelSignature.of(name);
  }

  /** Its name in the source. */
  public String name() {
    return name;
  }

  /**
   * Submits one launch; returns at once. How far a kernel reads and writes from its pointers on is
   * its own affair, which its file tells: nothing can check that here.
   *
   * @param arguments each a DevicePointer, Integer (int), Long (long long), Float or Double, as the
   *     kernel declares them
   * @throws IllegalArgumentException for others
   * @throws CudaException if the launch is refused
   */
  public void launch(LaunchShape shape, Object... arguments) {
    context.enter();
    try {
      if (signature.isPresent()) {
        signature.get().require(name, arguments);
      }
      Pointer parameters = packing.pack(name, arguments);
      int status =
          JCudaDriver.cuLaunchKernel(
              function,
              shape.gridX(),
              1,
              1,
              shape.blockX(),
              1,
              1,
              0,
              context.stream(),
              parameters,
              NO_EXTRA);
      if (context.mustSettle(status)) {
        context.settle(
            Api.DRIVER,
            "cuLaunchKernel",
            status,
            "kernel "
                + name
                + " as "
                + shape.gridX()
                + " blocks of "
                + shape.blockX()
                + " threads, arguments "
                + Arrays.toString(arguments));
      }
    } finally {
      context.leave();
    }
  }

  /**
   * The kernel of this name in a module, whose context is current.
   *
   * @throws CudaException if there is none
   */
  static Kernel find(Context context, CUmodule module, KernelArguments packing, String name) {
    CUfunction function = new CUfunction();
    int status = JCudaDriver.cuModuleGetFunction(function, module, name);
    context.check(Api.DRIVER, "cuModuleGetFunction", status, "kernel " + name);
    return new Kernel(context, packing, name, function);
  }
}
