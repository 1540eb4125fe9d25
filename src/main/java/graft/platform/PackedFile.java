package graft.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

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

  /**
   * Unpacks it below a folder, and brings it to the disk.
   *
   * @throws IOException if it cannot be read or written, or the jar is damaged
   */
  void copyTo(Path folder) throws IOException {
    Path copy = folder.resolve(name);
    Files.createDirectories(copy.getParent());
    try (CheckedInputStream in = new CheckedInputStream(source.openStream(), new CRC32());
        FileChannel out =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      OutputStream bytes = Channels.newOutputStream(out);
      if (change.isPresent()) {
        bytes.write(change.get().apply(in.readAllBytes()));
      } else {
        in.transferTo(bytes);
      }
      if (out.size() != size || (isChecked() && in.getChecksum().getValue() != checksum)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s is damaged; expected %,d bytes of the CRC that the jar states",
                source,
                size));
      }
      out.force(true);
    }
  }

  /** Whether the checksum is one of the content. */
  private boolean isChecked() {
    return source.getProtocol().equals("jar");
  }
}
