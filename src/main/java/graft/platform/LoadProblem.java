package graft.platform;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Why a shared library that is there cannot be loaded, where the loader's words do not tell it. */
final class LoadProblem {
  private static final String NOT_MAPPED = "failed to map segment";

  private LoadProblem() {}

  /**
   * What to do about it, behind the loader's words; empty where they say enough.
   *
   * @param file the library
   * @param words of the dynamic loader
   */
  static String hint(Path file, String words) {
    return hint(SystemView.real(), file, words);
  }

  static String hint(SystemView system, Path file, String words) {
    if (!words.contains(NOT_MAPPED)) {
      return "";
    }
    Optional<Path> mount = noexec(system, file);
    return mount
        .map(
            place ->
                "; "
                    + place
                    + " is mounted noexec, which lets no library of it be loaded:"
                    + " XDG_CACHE_HOME=FOLDER names another place for what Graft unpacks")
        .orElse(
            "; its file system (noexec), a security policy or a limit of memory forbids it:"
                + " XDG_CACHE_HOME=FOLDER names another place for what Graft unpacks");
  }

  /** Where the file system of a file is mounted, if programs on it may not run. */
  private static Optional<Path> noexec(SystemView system, Path file) {
    try {
      // man 5 proc: device, place, kind, options; spaces in a place are \\040.
      return Files.readAllLines(system.at("/proc/self/mounts"), StandardCharsets.UTF_8).stream()
          .map(line -> line.split(" ", -1))
          .filter(fields -> fields.length > 3 && isNameable(fields))
          .filter(fields -> file.toAbsolutePath().startsWith(place(fields)))
          .max(Comparator.comparingInt(fields -> place(fields).getNameCount()))
          .filter(fields -> List.of(fields[3].split(",", -1)).contains("noexec"))
          .map(LoadProblem::place);
    } catch (IOException e) {
      return Optional.empty(); // a system without it
    }
  }

  /** Java cannot name every place in every locale. */
  private static boolean isNameable(String[] fields) {
    try {
      place(fields);
      return true;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Path place(String[] fields) {
    return Path.of(fields[1].replace("\\040", " "));
  }
}
