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
  private final Optional<CompiledKernels> compiled;

  private Libraries(
      DeviceSelection selection,
      Isa isa,
      Map<String, Path> files,
      Optional<CompiledKernels> compiled) {
    this.selection = selection;
    this.isa = isa;
    this.files = files;
    this.compiled = compiled;
  }

  /**
   * Decides and loads at the first call; later ones get the same libraries.
   *
   * @throws DeviceUnavailableException if the device cannot be had, also because this JVM already
   *     has the other one
   */
  public static Libraries load(DeviceChoice choice) {
    return load(choice, DeviceSelection.Facts::real);
  }

  /** On a machine that a test describes, or asked about before. */
  public static synchronized Libraries load(
      DeviceChoice choice, Supplier<DeviceSelection.Facts> facts) {
    if (loaded.isEmpty()) {
      loaded = Optional.of(loadFirst(choice, facts.get()));
    }
    Libraries libraries = loaded.get();
    if (choice != DeviceChoice.AUTO
        && libraries.isSoftware() != (choice == DeviceChoice.SOFTWARE)) {
      throw new DeviceUnavailableException(
          "this JVM already computes on "
              + (libraries.isSoftware() ? "the software device" : "the GPU")
              + ", and a JVM can load the libraries of one device only: start another");
    }
    return libraries;
  }

  private static Libraries loadFirst(DeviceChoice choice, DeviceSelection.Facts facts) {
    DeviceSelection selection = DeviceSelection.decide(choice, facts);
    Isa isa = Isa.choose(facts.system());
    NvidiaLibraries nvidia =
        selection.software() ? new NvidiaLibraries(facts.system()) : facts.libraries();
    Map<String, Path> files;
    if (selection.software()) {
      files = SoftwareLibraries.locate(facts.system(), isa);
      files.forEach(NativeLoading::load);
      // Ours have the names of those that JCuda was built for.
      JcudaNatives.load(facts.system(), CudaStack.CUDA_11);
    } else {
      nvidia.load();
      files = nvidia.found();
      JcudaNatives.load(facts.system(), nvidia.stack().orElseThrow());
    }
    Path cache = facts.system().cache().resolve("kernels");
    return new Libraries(
        selection,
        isa,
        files,
        facts.compiler().apply(nvidia).map(compiler -> new CompiledKernels(cache, compiler)));
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

  /** By SONAME, where each was loaded from. */
  public Map<String, Path> files() {
    return files;
  }
}
