package graft.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of the class path that must be on disk to be used.
 *
 * @param name its path below the folder it is unpacked to
 * @param source where it comes from
 * @param size in bytes
 * @param checksum the CRC that the jar states; of a plain file its time
 */
record PackedFile(String name, URL source, long size, long checksum) {

  /** The resource of a path such as "graft/native/libdnnl.so.3". */
  static Optional<PackedFile> find(String resource, String name) {
    URL url = PackedFile.class.getClassLoader().getResource(resource);
    if (url == null) {
      return Optional.empty();
    }
    try {
      URLConnection connection = url.openConnection();
      if (connection instanceof JarURLConnection jar) {
        var entry = jar.getJarEntry();
        return Optional.of(new PackedFile(name, url, entry.getSize(), entry.getCrc()));
      }
      Path file = Path.of(URI.create(url.toString()));
      long time = Files.getLastModifiedTime(file).toMillis();
      return Optional.of(new PackedFile(name, url, Files.size(file), time));
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " in the class path cannot be read", e);
    }
  }

  InputStream open() throws IOException {
    return source.openStream();
  }

  /** Whether the file below a folder is this one, as far as its size tells. */
  boolean isIn(Path folder) {
    try {
      return Files.size(folder.resolve(name)) == size;
    } catch (IOException e) {
      return false;
    }
  }
}
