package graft.platform;

import java.nio.file.Path;
import java.util.Map;
import jcuda.driver.JCudaDriver;

/** Starts the software device in an environment that Java would have refused. */
final class SettingsChild {
  private SettingsChild() {}

  public static void main(String[] arguments) {
    SystemView empty = new SystemView(Path.of("/"), Map.of());
    SoftwareLibraries.locate(empty, Isa.BASELINE).forEach(NativeLoading::load);
    JcudaNatives.load(empty, CudaStack.CUDA_11);
    System.out.println("cuInit " + JCudaDriver.cuInit(0));
  }
}
