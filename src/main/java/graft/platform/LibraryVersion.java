package graft.platform;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be told of a library's version without loading it. Toolkits have it in the name of the
 * file that the SONAME links to; Python packages in the name of a folder with their description,
 * {@code nvidia_cudnn_cu12-9.7.1.26.dist-info}, beside the folder nvidia; Graft's own cache in the
 * name of its folder, {@code cuda-12.6-cudnn-9.5}.
 */
final class LibraryVersion {
  /** The innermost folder of that kind. */
  private static final Pattern TOOLKIT = Pattern.compile(".*/cuda-([0-9]{1,4})[./]");

  private static final Pattern CACHE = Pattern.compile("cuda-([0-9.]+)-cudnn-([0-9.]+)");

  private LibraryVersion() {}

  /** "11.11.3.6", or as much of it as can be told, such as "11". */
  static String of(Path library) {
    String inName = String.valueOf(real(library).getFileName()).replaceFirst("^.*\\.so\\.?", "");
    return ofCache(library)
        .or(() -> Optional.of(inName).filter(version -> version.contains(".")))
        .or(
            () ->
                descriptions(library).stream()
                    .map(name -> name.replaceFirst("^[^-]*-", "").replaceFirst("\\.dist-info$", ""))
                    .filter(version -> version.equals(inName) || version.startsWith(inName + "."))
                    .findFirst())
        .orElse(inName);
  }

  private static Optional<String> ofCache(Path library) {
    Path folder = library.toAbsolutePath().getParent();
    Matcher cache = CACHE.matcher(folder == null ? "" : String.valueOf(folder.getFileName()));
    return cache.matches()
        ? Optional.of(cache.group(library.getFileName().toString().startsWith("libcudnn") ? 2 : 1))
        : Optional.empty();
  }

  /**
   * The major version of CUDA that a cuDNN was built for, which its name does not tell: from the
   * toolkit or cache it lies in, or the Python package or Debian package that it is of.
   */
  static OptionalInt cudaOfDnn(SystemView system, Path library) {
    Matcher toolkit = TOOLKIT.matcher(real(library).toString());
    if (toolkit.find()) {
      return OptionalInt.of(Integer.parseInt(toolkit.group(1)));
    }
    List<String> packages = descriptions(library);
    if (packages.isEmpty() && isOfSystem(system, library)) {
      packages =
          SystemView.list(system.at("/var/lib/dpkg/info"), "libcudnn9-cuda-*.list").stream()
              .map(file -> String.valueOf(file.getFileName()))
              .toList();
    }
    int[] majors =
        packages.stream()
            .filter(name -> name.matches("(nvidia_cudnn_cu|libcudnn9-cuda-)[0-9]+.*"))
            .mapToInt(
                name ->
                    Integer.parseInt(
                        name.replaceFirst("^(nvidia_cudnn_cu|libcudnn9-cuda-)([0-9]+).*", "$2")))
            .distinct()
            .toArray();
    return majors.length == 1 ? OptionalInt.of(majors[0]) : OptionalInt.empty();
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file;
    }
  }

  private static boolean isOfSystem(SystemView system, Path library) {
    return library.startsWith(system.at("/usr/lib")) || library.startsWith(system.at("/lib"));
  }

  /** Of ".../site-packages/nvidia/cudnn/lib/libcudnn.so.9": "nvidia_cudnn_cu12-....dist-info". */
  private static List<String> descriptions(Path library) {
    Path folder = library.toAbsolutePath().getParent();
    Path owner = folder == null ? null : folder.getParent();
    Path nvidia = owner == null ? null : owner.getParent();
    if (nvidia == null || nvidia.getParent() == null || !nvidia.endsWith("nvidia")) {
      return List.of();
    }
    String title =
        String.valueOf(library.getFileName())
            .replaceFirst("^lib([a-zA-Z]+).*", "$1")
            .replaceFirst("Lt$", "")
            .replaceFirst("^nvrtc$", "cuda_nvrtc");
    return SystemView.list(nvidia.getParent(), "nvidia_" + title + "{_cu*,}-*.dist-info").stream()
        .map(entry -> String.valueOf(entry.getFileName()))
        .toList();
  }

  /** Whether a version is known to be before another: 12.4.5 before 12.8; 12 is not. */
  static boolean isBefore(String version, String other) {
    int[] a = numbers(version);
    int[] b = numbers(other);
    int common = Math.min(a.length, b.length);
    return Arrays.compare(Arrays.copyOf(a, common), Arrays.copyOf(b, common)) < 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.", -1))
        .takeWhile(part -> part.matches("[0-9]{1,9}"))
        .mapToInt(Integer::parseInt)
        .toArray();
  }
}
