package graft.device;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loads the libraries of one device, before any of JCuda's classes with native methods is touched:
 * the loader binds JCuda to what is loaded then, for the life of the JVM.
 */
final class Libraries {
  private static Optional<Libraries> loaded = Optional.empty();

  private final Selection selection;
  private final Isa isa;
  private final Map<String, Path> files;
  private final Optional<CompiledKernels> compiled;

  private Libraries(
      Selection selection, Isa isa, Map<String, Path> files, Optional<CompiledKernels> compiled) {
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
  static Libraries load(DeviceChoice choice) {
    return load(choice, Selection.Facts::real);
  }

  static synchronized Libraries load(DeviceChoice choice, Supplier<Selection.Facts> facts) {
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

  private static Libraries loadFirst(DeviceChoice choice, Selection.Facts facts) {
    Selection selection = Selection.decide(choice, facts);
    Isa isa = Isa.choose(facts.system());
    Map<String, Path> files;
    if (selection.software()) {
      files = SoftwareLibraries.locate(facts.system(), isa);
      files.forEach(NativeLoading::load);
    } else {
      NvidiaLibraries nvidia = new NvidiaLibraries(facts.system());
      nvidia.load();
      files = nvidia.found();
    }
    JcudaNatives.load(facts.system());
    Path cache = facts.system().cache().resolve("kernels");
    return new Libraries(
        selection,
        isa,
        files,
        facts.compiler().map(compiler -> new CompiledKernels(cache, compiler)));
  }

  boolean isSoftware() {
    return selection.software();
  }

  /** Why this device, in a line. */
  String reason() {
    return selection.reason();
  }

  Isa isa() {
    return isa;
  }

  /** Kernels compiled for the device found, if the machine has the compiler. */
  Optional<CompiledKernels> compiled() {
    return compiled;
  }

  /** By SONAME, where each was loaded from. */
  Map<String, Path> files() {
    return files;
  }
}
