package graft.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A folder that stands for a machine's root. */
final class FakeSystem {
  private final Path root;
  private final Map<String, String> environment = new HashMap<>();

  FakeSystem(Path root) {
    this.root = root;
    variable("XDG_CACHE_HOME", path("/cache").toString());
  }

  FakeSystem file(String path) throws IOException {
    return file(path, "");
  }

  FakeSystem file(String path, String content) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  FakeSystem variable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Path path(String path) {
    return root.resolve(path.substring(1));
  }

  SystemView view() {
    return new SystemView(root, environment);
  }
}
