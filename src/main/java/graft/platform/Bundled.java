package graft.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The native files of this build: in the folder that -Dgraft.native.dir names (the build's), else
 * in the jar, out of which they are unpacked where they must be on disk.
 */
public final class Bundled {
  private static final String PROPERTY = "graft.native.dir";
  private static final String RESOURCES = "graft/native/";

  private Bundled() {}

  /** The folder of the build, if one was given. */
  static Optional<Path> buildFolder() {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
  }

  /**
   * A file on disk.
   *
   * @param name such as "libgraft-ranges.so"
   * @throws DeviceUnavailableException if it is in neither place
   */
  public static Path path(String name) {
    return file(folder(SystemView.real(), name, List.of(name)), name);
  }

  /** What is in a file; empty if the build has none of this name. */
  public static Optional<byte[]> content(String name) {
    try {
      Optional<Path> built = buildFolder().map(folder -> folder.resolve(name));
      if (built.isPresent()) {
        return Files.isReadable(built.get())
            ? Optional.of(Files.readAllBytes(built.get()))
            : Optional.empty();
      }
      URL packed = Bundled.class.getClassLoader().getResource(RESOURCES + name);
      if (packed == null) {
        return Optional.empty();
      }
      try (InputStream in = packed.openStream()) {
        return Optional.of(in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
  }

  /**
   * A folder on disk with several files, at least where there is no folder of the build.
   *
   * @param label for the folder, where it is unpacked
   * @param names the first one in the folder itself, others perhaps in folders below it
   * @throws DeviceUnavailableException if one is not in the jar, or it cannot be unpacked
   */
  static Path folder(SystemView system, String label, List<String> names) {
    Optional<Path> built = buildFolder();
    if (built.isPresent()) {
      return built.get();
    }
    List<PackedFile> files = new ArrayList<>();
    for (String name : names) {
      files.add(PackedFile.find(RESOURCES + name, name).orElseThrow(() -> notPacked(name)));
    }
    URL first = files.get(0).source();
    // Classes that were not packed: the files can be used where they lie.
    return first.getProtocol().equals("file")
        ? Path.of(URI.create(first.toString())).getParent()
        : PrivateFolder.ofUser(system).unpack(label, Build.version(), files);
  }

  private static DeviceUnavailableException notPacked(String name) {
    return new DeviceUnavailableException(
        name
            + " is not in this jar (resource "
            + RESOURCES
            + name
            + "), and -D"
            + PROPERTY
            + " names no folder; `make` builds it");
  }

  /**
   * A file of {@link #folder}.
   *
   * @throws DeviceUnavailableException if it is not there
   */
  static Path file(Path folder, String name) {
    Path file = folder.resolve(name);
    if (!Files.isReadable(file)) {
      throw new DeviceUnavailableException(
          file.getFileName()
              + " was not found at "
              + file
              + (buildFolder().isPresent() ? " (the folder of -D" + PROPERTY + ")" : "")
              + "; `make` builds it");
    }
    return file;
  }
}
