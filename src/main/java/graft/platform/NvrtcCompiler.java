package graft.platform;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import jcuda.nvrtc.JNvrtc;
import jcuda.nvrtc.nvrtcProgram;
import jcuda.nvrtc.nvrtcResult;

/** NVIDIA's compiler as a library. It has no headers of the system: our kernels include none. */
final class NvrtcCompiler implements KernelCompiler {
  private final SystemView system;
  private final CudaStack stack;
  private final Map<String, Path> libraries;
  private boolean loaded;

  private NvrtcCompiler(SystemView system, CudaStack stack, Map<String, Path> libraries) {
    this.system = system;
    this.stack = stack;
    this.libraries = libraries;
  }

  /** If the machine has it; loads nothing yet. */
  static Optional<KernelCompiler> find(SystemView system, NvidiaLibraries nvidia) {
    Map<String, Path> libraries = nvidia.compiler();
    return libraries.isEmpty()
        ? Optional.empty()
        : Optional.of(new NvrtcCompiler(system, nvidia.compilerStack(), libraries));
  }

  /** That of a plan, if it has one. */
  static Optional<KernelCompiler> of(SystemView system, GpuPlan plan) {
    return plan.compiler().isEmpty()
        ? Optional.empty()
        : Optional.of(new NvrtcCompiler(system, plan.stack(), plan.compiler()));
  }

  private void load() {
    if (!loaded) {
      libraries.forEach(NativeLoading::load);
      JcudaNatives.loadCompiler(system, stack);
      loaded = true;
    }
  }

  @Override
  public String version() {
    load();
    int[] major = new int[1];
    int[] minor = new int[1];
    check("nvrtcVersion", JNvrtc.nvrtcVersion(major, minor), "");
    return major[0] + "." + minor[0];
  }

  /** Machine code where NVRTC knows the device, else PTX that the driver compiles further. */
  @Override
  public byte[] compile(KernelSource source, int major, int minor) {
    load();
    int wanted = 10 * major + minor;
    int[] known = architectures();
    boolean exact = Arrays.stream(known).anyMatch(architecture -> architecture == wanted);
    OptionalInt nearest = Arrays.stream(known).filter(known1 -> known1 <= wanted).max();
    if (nearest.isEmpty()) {
      throw new DeviceUnavailableException(
          "NVRTC "
              + version()
              + " compiles for compute "
              + Arrays.toString(known)
              + " (10 major + minor), the device has "
              + wanted);
    }
    return compile(source, (exact ? "sm_" : "compute_") + nearest.getAsInt(), exact);
  }

  private static int[] architectures() {
    int[] count = new int[1];
    check("nvrtcGetNumSupportedArchs", JNvrtc.nvrtcGetNumSupportedArchs(count), "");
    int[] known = new int[count[0]];
    check("nvrtcGetSupportedArchs", JNvrtc.nvrtcGetSupportedArchs(known), "");
    return known;
  }

  private static byte[] compile(KernelSource source, String architecture, boolean machineCode) {
    String[] names = source.files().keySet().toArray(String[]::new);
    String[] contents = source.files().values().toArray(String[]::new);
    nvrtcProgram program = new nvrtcProgram();
    check(
        "nvrtcCreateProgram",
        JNvrtc.nvrtcCreateProgram(
            program, source.program(), "graft-kernels.cu", names.length, contents, names),
        "");
    try {
      String[] options = {
        "--gpu-architecture=" + architecture, "--std=c++17", "--generate-line-info"
      };
      int status = JNvrtc.nvrtcCompileProgram(program, options.length, options);
      if (status != nvrtcResult.NVRTC_SUCCESS) {
        check("nvrtcCompileProgram", status, architecture + "\n" + log(program));
      }
      return machineCode ? machineCode(program) : ptx(program);
    } finally {
      JNvrtc.nvrtcDestroyProgram(program);
    }
  }

  private static String log(nvrtcProgram program) {
    String[] log = new String[1];
    return JNvrtc.nvrtcGetProgramLog(program, log) == nvrtcResult.NVRTC_SUCCESS ? log[0] : "";
  }

  private static byte[] machineCode(nvrtcProgram program) {
    long[] size = new long[1];
    check("nvrtcGetCUBINSize", JNvrtc.nvrtcGetCUBINSize(program, size), "");
    byte[] image = new byte[Math.toIntExact(size[0])];
    check("nvrtcGetCUBIN", JNvrtc.nvrtcGetCUBIN(program, image), "");
    return image;
  }

  /** The driver reads PTX up to a zero byte. */
  private static byte[] ptx(nvrtcProgram program) {
    String[] text = new String[1];
    check("nvrtcGetPTX", JNvrtc.nvrtcGetPTX(program, text), "");
    byte[] characters = text[0].getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(characters, characters.length + 1);
  }

  private static void check(String call, int status, String details) {
    if (status != nvrtcResult.NVRTC_SUCCESS) {
      throw new DeviceUnavailableException(
          "the kernels cannot be compiled for this GPU: "
              + call
              + ": "
              + nvrtcResult.stringFor(status)
              + (details.isEmpty() ? "" : " for " + details));
    }
  }
}
