package graft.platform;

import java.nio.file.Path;
import java.util.Optional;

/**
 * One shared library of a device.
 *
 * @param title what it is, such as "cuBLAS"
 * @param name its SONAME
 * @param needed whether nothing works without it
 * @param version as exact as can be told; empty if it is missing
 * @param path where it lies; empty if it is missing
 */
public record LibraryInfo(
    String title, String name, boolean needed, String version, Optional<Path> path) {

  /** A library that was found at a path. */
  public static LibraryInfo found(String title, String name, boolean needed, Path path) {
    return new LibraryInfo(title, name, needed, LibraryVersion.of(path), Optional.of(path));
  }

  static LibraryInfo missing(String title, String name, boolean needed) {
    return new LibraryInfo(title, name, needed, "", Optional.empty());
  }

  /** The same with a version that is known better. */
  public LibraryInfo withVersion(String exact) {
    return new LibraryInfo(title, name, needed, exact, path);
  }
}
