package graft.platform;

import graft.settings.Setting;
import graft.settings.SettingException;
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

  private SoftwareLibraries() {}

  /**
   * Loads them.
   *
   * @return the three libraries by name
   * @throws DeviceUnavailableException if they cannot be had, or are asked to be what they cannot
   */
  static Map<String, Path> load(SystemView system, Isa isa) {
    Map<String, Path> found = locate(system, isa);
    found.forEach(NativeLoading::load);
    return found;
  }

  /** The three libraries in the order of loading. */
  static Map<String, Path> locate(SystemView system, Isa isa) {
    try {
      Setting.requireSound(system.environment()); // the libraries read some of them themselves
    } catch (SettingException e) {
      throw new DeviceUnavailableException(e.getMessage(), e);
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
