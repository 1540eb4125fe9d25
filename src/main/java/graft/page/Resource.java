package graft.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Files that lie beside this package's classes. */
final class Resource {
  private Resource() {}

  /** A file's text without what only its writers need: indentation, and lines of comment. */
  static String text(String name) {
    return whole(name).replaceAll("(?m)^[ ]+", "").replaceAll("(?m)^(//.*|/\\*.*\\*/|)\n", "");
  }

  private static String whole(String name) {
    try (InputStream file = Resource.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException(
            "%s is not in graft's jar, expected it beside %s".formatted(name, Resource.class));
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
