package graft.fetch;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** SHA-256 in lower-case hexadecimal. */
public final class Sha256 {
  private static final int BUFFER = 1 << 16;

  private Sha256() {}

  /** A new one, to be fed by the caller. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Of what a digest was fed; resets it. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Of a file as it is.
   *
   * @throws IOException if it cannot be read
   */
  public static String of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return ofAll(in);
    }
  }

  /**
   * Of a file's uncompressed content.
   *
   * @throws IOException if it cannot be read, or is a gzip file that is corrupt or ends too early
   */
  public static String ofUncompressed(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        InputStream in = Gzip.uncompressed(raw)) {
      return ofAll(in);
    }
  }

  private static String ofAll(InputStream in) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
    }
    return hex(digest);
  }

  /**
   * Compares a file's uncompressed content.
   *
   * @return empty if it has the checksum, else what was found
   */
  public static Optional<String> mismatch(Path file, String expected) {
    try {
      String found = ofUncompressed(file);
      return found.equals(expected)
          ? Optional.empty()
          : Optional.of("found SHA-256 " + found + " of the content, expected " + expected);
    } catch (IOException e) {
      return Optional.of("found a corrupt file (" + e.getMessage() + ")");
    }
  }
}
