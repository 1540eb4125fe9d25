package graft.device;

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
final class NvidiaLibraries {
  static final String DRIVER = "libcuda.so.1";

  // cuDNN opens its parts by name, which fails for a directory that the loader does not know.
  private static final Map<String, List<String>> PARTS =
      Map.of(
          "libcublas.so.11",
          List.of("libcublasLt.so.11"),
          "libcudnn.so.8",
          List.of(
              "libcudnn_ops_infer.so.8",
              "libcudnn_cnn_infer.so.8",
              "libcudnn_ops_train.so.8",
              "libcudnn_cnn_train.so.8"));
  private static final Map<String, String> FIXES =
      Map.of(
          DRIVER,
          "install NVIDIA's driver (Debian, Ubuntu: apt-get install nvidia-driver)",
          "libcublas.so.11",
          "install cuBLAS of CUDA 11 (NVIDIA's repository: apt-get install libcublas-11-8)",
          "libcudnn.so.8",
          "install cuDNN 8 for CUDA 11 (NVIDIA's repository: apt-get install libcudnn8)");

  private final LibrarySearch search;
  private final Map<String, Path> found = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  NvidiaLibraries(SystemView system) {
    this.search = new LibrarySearch(system);
    for (String name : List.of(DRIVER, "libcublas.so.11", "libcudnn.so.8")) {
      Optional<Path> file = search.find(name);
      if (file.isEmpty()) {
        missing.add(name);
        continue;
      }
      for (String part : PARTS.getOrDefault(name, List.of())) {
        Path beside = file.get().resolveSibling(part);
        if (Files.isReadable(beside)) {
          found.put(part, beside);
        }
      }
      found.put(name, file.get());
    }
  }

  Optional<Path> driver() {
    return Optional.ofNullable(found.get(DRIVER));
  }

  /** What was found, in the order of loading. */
  Map<String, Path> found() {
    return Collections.unmodifiableMap(found);
  }

  List<String> missing() {
    return List.copyOf(missing);
  }

  /** For each missing library: what was looked for, where, what was found instead, and the fix. */
  String report() {
    return missing.stream().map(this::report).collect(Collectors.joining("\n"));
  }

  private String report(String name) {
    List<Path> others = search.otherVersions(name);
    return name
        + " was not found in "
        + search.directories().stream().map(Path::toString).collect(Collectors.joining(", "))
        + (others.isEmpty()
            ? ""
            : "; found "
                + others.stream().map(Path::toString).collect(Collectors.joining(", "))
                + ", which JCuda 11.7 cannot use")
        + "; "
        + FIXES.get(name);
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
