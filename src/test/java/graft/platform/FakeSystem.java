package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A folder that stands for a machine's root. */
public final class FakeSystem {
  private final Path root;
  private final Map<String, String> environment = new HashMap<>();

  public FakeSystem(Path root) {
    this.root = root;
    variable("XDG_CACHE_HOME", path("/cache").toString());
  }

  /** An empty file. */
  public FakeSystem file(String path) throws IOException {
    return file(path, "");
  }

  /** A file. */
  public FakeSystem file(String path, String content) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  FakeSystem variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Where a file of the machine really lies. */
  public Path path(String path) {
    return root.resolve(path.substring(1));
  }

  SystemView view() {
    return new SystemView(root, environment);
  }

  /**
   * The machine with a driver that has one device, and a compiler if its files are there.
   *
   * @param kernels whether the build has kernels for a GPU
   * @param details what the driver says of its device
   */
  public DeviceSelection.Facts facts(boolean kernels, List<String> details) {
    return new DeviceSelection.Facts(
        view(),
        driver -> new DriverProbe.Finding(true, "devices 1", details),
        kernels,
        NvrtcCompiler.find(view()));
  }
}
