package graft.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Tells compressed files by their content. */
public final class Gzip {
  private Gzip() {}

  /** Whether a file that begins so is compressed. */
  public static boolean isCompressed(byte[] head) {
    return head.length >= 2 && head[0] == 0x1f && head[1] == (byte) 0x8b;
  }

  /**
   * The uncompressed content of a stream, whether it is compressed or not.
   *
   * @param in supports marks
   * @throws IOException if it cannot be read
   */
  public static InputStream uncompressed(InputStream in) throws IOException {
    in.mark(2);
    boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return compressed ? new GZIPInputStream(in, 1 << 16) : in;
  }
}
