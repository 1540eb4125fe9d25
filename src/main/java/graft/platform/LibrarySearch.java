package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds shared libraries where the dynamic loader does (LD_LIBRARY_PATH, the directories of
 * ldconfig, the default ones), then where CUDA is installed without telling the loader, as a
 * toolkit or in packages of Python, then in the caches that `graft cuda-libs` fills.
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

  private static final Logger log = LoggerFactory.getLogger(LibrarySearch.class);

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
    found.addAll(pythonPackages(system));
    found.addAll(whole(LibraryCache.folders(system)));
    found.removeIf(directory -> !Files.isDirectory(directory));
    this.directories = List.copyOf(found);
  }

  /** What is damaged would end the process when it is loaded. */
  private static List<Path> whole(List<Path> caches) {
    List<Path> whole = new ArrayList<>();
    for (Path folder : caches) {
      if (LibraryCache.isDamaged(folder)) {
        log.warn("{} is damaged and not used; {} fills it anew", folder, LibraryCache.COMMAND);
      } else {
        whole.add(folder);
      }
    }
    return whole;
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
          try {
            found.add(system.at(entry));
          } catch (InvalidPathException e) {
            log.debug("{} names no folder: {}", file, e.toString());
          }
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

  /** NVIDIA's packages of the Python environment that is active: site-packages/nvidia/x/lib. */
  private static List<Path> pythonPackages(SystemView system) {
    List<Path> environments = new ArrayList<>();
    for (String variable : List.of("VIRTUAL_ENV", "CONDA_PREFIX")) {
      if (!system.variable(variable).isEmpty()) {
        environments.add(Path.of(system.variable(variable)));
      }
    }
    pythonOnThePath(system).ifPresent(environments::add);
    List<Path> found = new ArrayList<>();
    for (Path environment : environments) {
      for (Path python : SystemView.list(environment.resolve("lib"), "python3*")) {
        Path packages = python.resolve("site-packages").resolve("nvidia");
        SystemView.list(packages, "*").forEach(owner -> found.add(owner.resolve("lib")));
      }
    }
    return found;
  }

  /**
   * The environment of the python3 that a shell would start: container images put one on the path
   * and set no other variable. Its links are not followed, since a venv's lead out of it.
   */
  private static Optional<Path> pythonOnThePath(SystemView system) {
    for (String entry : system.variable("PATH").split(":", -1)) {
      if (entry.startsWith("/") && entry.indexOf('\0') < 0) {
        Path folder = Path.of(entry);
        if (Files.isExecutable(folder.resolve("python3"))) {
          return Optional.ofNullable(folder.getParent());
        }
      }
    }
    return Optional.empty();
  }

  /** The existing directories, in the order of the search. */
  List<Path> directories() {
    return directories;
  }

  /** The first file of this name that this machine's loader can take. */
  Optional<Path> find(String name) {
    return all(name).stream().filter(file -> ElfHeader.problem(file).isEmpty()).findFirst();
  }

  /**
   * All files of this name, in the order of the search; one that is reached twice is there once.
   */
  List<Path> all(String name) {
    Set<Path> seen = new LinkedHashSet<>();
    List<Path> found = new ArrayList<>();
    for (Path directory : directories) {
      Path file = directory.resolve(name);
      if (Files.isReadable(file) && seen.add(real(file))) {
        found.add(file);
      }
    }
    return found;
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }
}
