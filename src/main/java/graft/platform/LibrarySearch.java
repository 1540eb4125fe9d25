package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds shared libraries where the dynamic loader does (LD_LIBRARY_PATH, the directories of
 * ldconfig, the default ones), then where CUDA is installed without telling the loader, then in the
 * cache that `graft cuda-libs` fills.
 */
final class LibrarySearch {
  private static final List<String> DEFAULT =
      List.of(
          "/lib/x86_64-linux-gnu",
          "/usr/lib/x86_64-linux-gnu",
          "/lib64",
          "/usr/lib64",
          "/lib",
          "/usr/lib",
          "/usr/lib/wsl/lib",
          "/run/opengl-driver/lib",
          "/usr/local/nvidia/lib64");
  private static final List<String> INSIDE_CUDA =
      List.of("lib64", "lib", "targets/x86_64-linux/lib");

  private final List<Path> directories;

  LibrarySearch(SystemView system) {
    Set<Path> found = new LinkedHashSet<>();
    for (String entry : system.variable("LD_LIBRARY_PATH").split("[:;]", -1)) {
      if (!entry.isEmpty()) {
        found.add(Path.of(entry));
      }
    }
    found.addAll(configured(system));
    DEFAULT.forEach(directory -> found.add(system.at(directory)));
    for (Path toolkit : toolkits(system)) {
      INSIDE_CUDA.forEach(inside -> found.add(toolkit.resolve(inside)));
      found.add(toolkit.resolve("compat"));
    }
    found.add(LibraryCache.of(system).folder());
    found.removeIf(directory -> !Files.isDirectory(directory));
    this.directories = List.copyOf(found);
  }

  /** The directories that ldconfig was given. */
  private static List<Path> configured(SystemView system) {
    List<Path> files = new ArrayList<>(SystemView.list(system.at("/etc/ld.so.conf.d"), "*.conf"));
    files.add(system.at("/etc/ld.so.conf"));
    List<Path> found = new ArrayList<>();
    for (Path file : files) {
      for (String line : lines(file)) {
        String entry = line.replaceFirst("#.*", "").strip();
        if (entry.startsWith("/")) {
          found.add(system.at(entry));
        }
      }
    }
    return found;
  }

  /** A file that cannot be read gives the loader nothing either. */
  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }

  private static List<Path> toolkits(SystemView system) {
    List<Path> found = new ArrayList<>();
    for (String variable : List.of("CUDA_HOME", "CUDA_PATH", "CONDA_PREFIX")) {
      if (!system.variable(variable).isEmpty()) {
        found.add(Path.of(system.variable(variable)));
      }
    }
    found.addAll(SystemView.list(system.at("/usr/local"), "cuda*"));
    found.add(system.at("/opt/cuda"));
    return found;
  }

  /** The existing directories, in the order of the search. */
  List<Path> directories() {
    return directories;
  }

  /** The first file of this name. */
  Optional<Path> find(String name) {
    return directories.stream().map(d -> d.resolve(name)).filter(Files::isReadable).findFirst();
  }

  /** Other versions of a library, such as libcublas.so.12 for libcublas.so.11. */
  List<Path> otherVersions(String name) {
    String stem = name.substring(0, name.indexOf(".so") + 3);
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      for (Path file : SystemView.list(directory, stem + ".*")) {
        // The bare number is the version that programs ask for; longer ones are the same file.
        if (file.getFileName().toString().substring(stem.length()).matches("\\.[0-9]+")) {
          found.add(file);
        }
      }
    }
    return found;
  }
}
