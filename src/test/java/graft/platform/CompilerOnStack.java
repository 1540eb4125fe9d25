package graft.platform;

import java.nio.file.Path;
import java.util.List;

/**
 * A child process of the tests: asks NVRTC for its version on a machine that a folder describes.
 * Its arguments are those of {@link graft.device.ComputeOnStack}.
 */
public final class CompilerOnStack {
  private CompilerOnStack() {}

  public static void main(String[] arguments) {
    SystemView system = GpuMachine.facts(Path.of(arguments[0]), arguments[1]).system();
    NvidiaLibraries libraries =
        new NvidiaLibraries(system)
            .with(DriverProbe.Finding.of(Integer.parseInt(arguments[2]), List.of()));
    System.out.println(NvrtcCompiler.find(system, libraries).orElseThrow().version());
  }
}
