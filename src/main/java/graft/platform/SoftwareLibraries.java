package graft.platform;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Our libcuda, libcublas and libcudnn. */
final class SoftwareLibraries {
  // Found by the others beside or above them; the last only where GRAFT_CHECK asks for it.
  private static final List<String> SHARED =
      List.of("libgomp.so.1", "libdnnl.so.3", "libgraft-kernels.checked.so");
  private static final List<String> LOADED =
      List.of("libcuda.so.1", "libcublas.so.11", "libcudnn.so.8");

  // The libraries read it themselves.
  private static final String VERSION = "GRAFT_SOFTWARE_CUDNN";

  private SoftwareLibraries() {}

  /**
   * The three libraries in the order of loading.
   *
   * @throws DeviceUnavailableException if they cannot be had, or are asked to be what they cannot
   */
  static Map<String, Path> locate(SystemView system, Isa isa) {
    String version = system.variable(VERSION);
    if (!List.of("", "8", "9").contains(version)) {
      throw new DeviceUnavailableException(
          VERSION
              + ": found '"
              + version
              + "', expected 8 or 9, the version of cuDNN that the software device answers as");
    }
    List<String> names = new ArrayList<>(SHARED);
    LOADED.forEach(name -> names.add(isa.directory() + "/" + name));
    Path folder = Bundled.folder(system, "software", names);
    Map<String, Path> found = new LinkedHashMap<>();
    for (String name : LOADED) {
      found.put(name, Bundled.file(folder, isa.directory() + "/" + name));
    }
    return found;
  }
}
