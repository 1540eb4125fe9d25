package graft.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * NVIDIA's libraries for JCuda 11.7: the driver, cuBLAS 11, cuDNN 8. Found by name, loaded by path
 * before JCuda, in the order they depend on each other: the loader then matches what JCuda asks for
 * by name with what is loaded, wherever it lies.
 */
public final class NvidiaLibraries {
  /** The driver. */
  public static final String DRIVER = "libcuda.so.1";

  /** cuBLAS. */
  public static final String BLAS = "libcublas.so.11";

  /** cuDNN. */
  public static final String DNN = "libcudnn.so.8";

  // cuDNN opens its parts by name, which fails for a directory that the loader does not know.
  private static final Map<String, List<String>> PARTS =
      Map.of(
          BLAS,
          List.of("libcublasLt.so.11"),
          DNN,
          List.of(
              "libcudnn_ops_infer.so.8",
              "libcudnn_cnn_infer.so.8",
              "libcudnn_ops_train.so.8",
              "libcudnn_cnn_train.so.8"));
  // Only compiles kernels where the build's do not suit the card. The name is that of all 11.2 and
  // later; it opens the other, which holds the device functions, by name.
  private static final String COMPILER = "libnvrtc.so.11.2";
  private static final String COMPILER_FUNCTIONS = "libnvrtc-builtins.so.11.*";
  private static final Map<String, String> TITLES =
      Map.of(
          DRIVER,
          "driver",
          BLAS,
          "cuBLAS",
          "libcublasLt.so.11",
          "cuBLASLt",
          DNN,
          "cuDNN",
          COMPILER,
          "NVRTC");
  private final SystemView system;
  private final LibrarySearch search;
  private final Map<String, Path> found = new LinkedHashMap<>();
  private final Map<String, Path> compiler = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  NvidiaLibraries(SystemView system) {
    this.system = system;
    this.search = new LibrarySearch(system);
    for (String name : List.of(DRIVER, BLAS, DNN)) {
      Optional<Path> file = search.find(name);
      if (file.isEmpty()) {
        missing.add(name);
        continue;
      }
      for (String part : PARTS.getOrDefault(name, List.of())) {
        beside(file.get(), part).ifPresent(path -> found.put(part, path));
      }
      found.put(name, file.get());
    }
    search.find(COMPILER).ifPresent(this::addCompiler);
  }

  private static Optional<Path> beside(Path library, String part) {
    Path sibling = library.resolveSibling(part);
    return Optional.of(sibling).filter(Files::isReadable);
  }

  private void addCompiler(Path library) {
    SystemView.list(library.toAbsolutePath().getParent(), COMPILER_FUNCTIONS)
        .forEach(functions -> compiler.put(String.valueOf(functions.getFileName()), functions));
    compiler.put(COMPILER, library);
  }

  /** All that does not come with the driver. */
  static List<String> distributed() {
    List<String> names = new ArrayList<>();
    for (String name : List.of(BLAS, DNN)) {
      names.addAll(PARTS.get(name));
      names.add(name);
    }
    names.add(COMPILER);
    return names;
  }

  Optional<Path> driver() {
    return Optional.ofNullable(found.get(DRIVER));
  }

  /** What was found, in the order of loading. */
  Map<String, Path> found() {
    return Collections.unmodifiableMap(found);
  }

  /** NVRTC in the order of loading, if it was found; not among what {@link #load} loads. */
  Map<String, Path> compiler() {
    return Collections.unmodifiableMap(compiler);
  }

  List<String> missing() {
    return List.copyOf(missing);
  }

  /** Each library and its parts, found or not, in the order of loading; NVRTC last. */
  List<LibraryInfo> describe() {
    List<LibraryInfo> all = new ArrayList<>();
    for (String name : List.of(DRIVER, BLAS, DNN)) {
      PARTS.getOrDefault(name, List.of()).forEach(part -> all.add(describe(part, found, true)));
      all.add(describe(name, found, true));
    }
    compiler.keySet().stream()
        .filter(name -> !name.equals(COMPILER))
        .forEach(name -> all.add(describe(name, compiler, false)));
    all.add(describe(COMPILER, compiler, false));
    return all;
  }

  private static LibraryInfo describe(String name, Map<String, Path> files, boolean needed) {
    String title = TITLES.getOrDefault(name, name);
    Path file = files.get(name);
    return file == null
        ? LibraryInfo.missing(title, name, needed)
        : LibraryInfo.found(title, name, needed, file);
  }

  /** The command that brings what is missing; the driver comes first. */
  Optional<String> fix() {
    return missing.stream().findFirst().map(this::fix);
  }

  private String fix(String name) {
    return name.equals(DRIVER) ? DriverInstallation.command(system) : LibraryCache.COMMAND;
  }

  /** What is missing, where it was looked for, what was found instead, and the fix. */
  String report() {
    String where =
        search.directories().stream().map(Path::toString).collect(Collectors.joining(", "));
    return missing.stream().map(this::report).collect(Collectors.joining("\n"))
        + "\nlooked in "
        + where
        + fix().map(command -> "\nnext: " + command).orElse("");
  }

  private String report(String name) {
    List<Path> others = search.otherVersions(name);
    return name
        + " was not found"
        + (others.isEmpty()
            ? ""
            : "; found "
                + others.stream().map(Path::toString).collect(Collectors.joining(", "))
                + ", which JCuda 11.7 cannot use");
  }

  /**
   * Loads all that was found.
   *
   * @throws DeviceUnavailableException if one cannot be loaded
   */
  void load() {
    found.forEach(NativeLoading::load);
  }
}
