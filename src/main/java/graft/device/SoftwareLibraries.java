package graft.device;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Our libcuda, libcublas and libcudnn: in the folder that -Dgraft.native.dir names (the build's),
 * else from the jar.
 */
final class SoftwareLibraries {
  private static final String PROPERTY = "graft.native.dir";
  private static final String RESOURCES = "graft/native/";
  // Found by the others beside or above them; the last only where GRAFT_CHECK asks for it.
  private static final List<String> SHARED =
      List.of("libgomp.so.1", "libdnnl.so.3", "libgraft-kernels.checked.so");
  private static final List<String> LOADED =
      List.of("libcuda.so.1", "libcublas.so.11", "libcudnn.so.8");

  private SoftwareLibraries() {}

  /** The folder of the build, if one was given. */
  static Optional<Path> buildFolder() {
    String folder = System.getProperty(PROPERTY, "");
    return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
  }

  /**
   * The three libraries in the order of loading.
   *
   * @throws DeviceUnavailableException if they are in neither place
   */
  static Map<String, Path> locate(SystemView system, Isa isa) {
    Path folder = buildFolder().orElseGet(() -> unpacked(system, isa));
    Map<String, Path> found = new LinkedHashMap<>();
    for (String name : LOADED) {
      Path file = folder.resolve(isa.directory()).resolve(name);
      if (!Files.isReadable(file)) {
        throw new DeviceUnavailableException(
            "the software device's "
                + name
                + " was not found at "
                + file
                + (buildFolder().isPresent() ? " (the folder of -D" + PROPERTY + ")" : "")
                + "; `make` builds it");
      }
      found.put(name, file);
    }
    return found;
  }

  private static Path unpacked(SystemView system, Isa isa) {
    List<String> names = new ArrayList<>(SHARED);
    LOADED.forEach(name -> names.add(isa.directory() + "/" + name));
    List<PackedFile> files = new ArrayList<>();
    for (String name : names) {
      files.add(
          PackedFile.find(RESOURCES + name, name)
              .orElseThrow(
                  () ->
                      new DeviceUnavailableException(
                          "the software device's "
                              + name
                              + " is not in this jar (resource "
                              + RESOURCES
                              + name
                              + "), and -D"
                              + PROPERTY
                              + " names no folder; `make` builds it")));
    }
    PackedFile first = files.get(0);
    if (first.source().getProtocol().equals("file")) {
      // Classes that were not packed: the libraries can be loaded from where they lie.
      return Path.of(URI.create(first.source().toString())).getParent();
    }
    return PrivateFolder.ofUser(system).unpack("software-" + Build.version(), files);
  }
}
