package graft.platform;

import graft.fetch.CacheFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine as the choice of a device sees it.
 *
 * @param root "/", or a folder that stands for it in a test
 * @param environment the environment variables
 */
public record SystemView(Path root, Map<String, String> environment) {
  /** Keeps a copy of the map. */
  public SystemView {
    environment = Map.copyOf(environment);
  }

  /** This machine. */
  public static SystemView real() {
    return new SystemView(Path.of("/"), System.getenv());
  }

  /** An absolute path of the machine. */
  Path at(String path) {
    return root.resolve(path.replaceFirst("^/+", ""));
  }

  /** An environment variable; empty if it is not set. */
  public String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /**
   * A shared library, where the dynamic loader and CUDA have theirs: the first that the loader can
   * take, else the first of the name, so that loading it says what it is.
   */
  public Optional<Path> library(String name) {
    LibrarySearch search = new LibrarySearch(this);
    return search.find(name).or(() -> search.all(name).stream().findFirst());
  }

  /** Where this user's copies of things lie: $XDG_CACHE_HOME/graft, else ~/.cache/graft. */
  Path cache() {
    return CacheFolder.of(environment);
  }

  /** The entries of a directory that match a glob, sorted; none if it cannot be read. */
  static List<Path> list(Path directory, String glob) {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, glob)) {
        entries.forEach(found::add);
      } catch (IOException e) {
        return List.of();
      }
    }
    found.sort(null);
    return found;
  }
}
