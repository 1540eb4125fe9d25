package graft.fetch;

import java.nio.file.Path;
import java.util.Map;

/** Where Graft keeps what it fetches, unpacks and measures: of this user, safe to delete. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * $XDG_CACHE_HOME/graft, else ~/.cache/graft. A relative path is ignored, as the XDG
   * specification wants. The folder need not exist.
   *
   * @param environment the environment variables
   */
  public static Path of(Map<String, String> environment) {
    return of(environment, Path.of(System.getProperty("user.home")));
  }

  static Path of(Map<String, String> environment, Path home) {
    String configured = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path caches =
        configured.isEmpty() || !Path.of(configured).isAbsolute()
            ? home.resolve(".cache")
            : Path.of(configured);
    return caches.resolve("graft");
  }
}
