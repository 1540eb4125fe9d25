package graft.platform;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loads the libraries of one device, before any of JCuda's classes with native methods is touched:
 * the loader binds JCuda to what is loaded then, for the life of the JVM.
 */
public final class Libraries {
  private static Optional<Libraries> loaded = Optional.empty();

  private final DeviceSelection selection;
  private final Isa isa;
  private final Map<String, Path> files;
  private final int ordinal;
  private final Optional<CompiledKernels> compiled;

  private Libraries(
      DeviceSelection selection,
      Isa isa,
      Map<String, Path> files,
      int ordinal,
      Optional<CompiledKernels> compiled) {
    this.selection = selection;
    this.isa = isa;
    this.files = files;
    this.ordinal = ordinal;
    this.compiled = compiled;
  }

  /**
   * Decides and loads at the first call; later ones get the same libraries.
   *
   * @param gpu the name of a card, which asks for the GPU
   * @param facts of the machine
   * @throws DeviceUnavailableException if the device cannot be had, also because this JVM already
   *     has the other one
   */
  public static synchronized Libraries load(
      DeviceChoice choice, Optional<String> gpu, Supplier<DeviceSelection.Facts> facts) {
    if (loaded.isEmpty()) {
      loaded = Optional.of(loadFirst(choice, gpu, facts.get()));
    }
    Libraries libraries = loaded.get();
    boolean any = choice == DeviceChoice.AUTO && gpu.isEmpty();
    if (!any && libraries.isSoftware() != (choice == DeviceChoice.SOFTWARE)) {
      throw new DeviceUnavailableException(
          "this JVM already computes on "
              + (libraries.isSoftware() ? "the software device" : "the GPU")
              + ", and a JVM can load the libraries of one device only: start another");
    }
    return libraries;
  }

  private static Libraries loadFirst(
      DeviceChoice choice, Optional<String> gpu, DeviceSelection.Facts facts) {
    DeviceSelection selection = DeviceSelection.decide(choice, gpu, facts);
    if (selection.software()) {
      Isa isa = Isa.choose(facts.system());
      Map<String, Path> files = SoftwareLibraries.load(facts.system(), isa);
      // Ours have the names of those that JCuda was built for.
      JcudaNatives.load(facts.system(), CudaStack.CUDA_11);
      return new Libraries(selection, isa, files, 0, Optional.empty());
    }
    GpuSearch search = GpuSearch.of(facts, gpu);
    GpuPlan plan = search.plan().orElseThrow();
    plan.libraries().forEach(NativeLoading::load);
    return ofLoaded(facts.system(), plan, selection, facts.compiler().apply(search.libraries()));
  }

  /** In a child that has loaded the libraries of a plan; see {@link GpuTrial}. */
  static Libraries ofLoaded(SystemView system, GpuPlan plan) {
    return ofLoaded(
        system, plan, new DeviceSelection(false, "on trial"), NvrtcCompiler.of(system, plan));
  }

  private static Libraries ofLoaded(
      SystemView system,
      GpuPlan plan,
      DeviceSelection selection,
      Optional<KernelCompiler> compiler) {
    JcudaNatives.load(system, plan.stack());
    Path cache = system.cache().resolve("kernels");
    return new Libraries(
        selection,
        Isa.choose(system),
        plan.libraries(),
        plan.ordinal(),
        compiler.map(found -> new CompiledKernels(cache, found)));
  }

  /** Whether they are our own. */
  public boolean isSoftware() {
    return selection.software();
  }

  /** Why this device, in a line. */
  public String reason() {
    return selection.reason();
  }

  /** The instructions that the software device computes with, such as "AVX-512". */
  public String instructions() {
    return isa.label();
  }

  /** Whether the machine has a compiler for kernels. */
  public boolean canCompile() {
    return compiled.isPresent();
  }

  /**
   * Our kernels, compiled on this machine before or now; empty if it has no compiler.
   *
   * @param major of the device's compute capability
   * @param minor of the device's compute capability
   * @return an image for {@code cuModuleLoadData}
   * @throws DeviceUnavailableException if the compiler fails
   */
  public Optional<byte[]> compileKernels(int major, int minor) {
    return compiled.map(kernels -> kernels.image(KernelSource.bundled(), major, minor));
  }

  /** Of the card that was chosen. */
  public int ordinal() {
    return ordinal;
  }

  /** By SONAME, where each was loaded from. */
  public Map<String, Path> files() {
    return files;
  }
}
