package graft.platform;

import java.io.ByteArrayInputStream;
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
import java.util.function.UnaryOperator;

/**
 * A file of the class path that must be on disk to be used.
 *
 * @param name its path below the folder it is unpacked to
 * @param source where it comes from
 * @param size in bytes
 * @param checksum the CRC that the jar states; of a plain file its time
 * @param change what is done to its content while it is unpacked; keeps the size
 */
record PackedFile(
    String name, URL source, long size, long checksum, Optional<UnaryOperator<byte[]>> change) {

  /** As it is. */
  PackedFile(String name, URL source, long size, long checksum) {
    this(name, source, size, checksum, Optional.empty());
  }

  /** A file on disk. */
  static PackedFile of(Path file, String name) throws IOException {
    long time = Files.getLastModifiedTime(file).toMillis();
    return new PackedFile(name, file.toUri().toURL(), Files.size(file), time);
  }

  /** The same, with other content of the same size where it is unpacked. */
  PackedFile changed(UnaryOperator<byte[]> by) {
    return new PackedFile(name, source, size, checksum, Optional.of(by));
  }

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
      return Optional.of(of(Path.of(URI.create(url.toString())), name));
    } catch (IOException e) {
      throw new UncheckedIOException(resource + " in the class path cannot be read", e);
    }
  }

  InputStream open() throws IOException {
    InputStream in = source.openStream();
    if (change.isEmpty()) {
      return in;
    }
    try (in) {
      return new ByteArrayInputStream(change.get().apply(in.readAllBytes()));
    }
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
