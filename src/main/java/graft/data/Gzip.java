package graft.data;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Tells compressed files by their content. */
final class Gzip {
  private Gzip() {}

  /** The uncompressed content of a stream that supports marks, whether it is compressed or not. */
  static InputStream uncompressed(InputStream in) throws IOException {
    in.mark(2);
    boolean compressed = in.read() == 0x1f && in.read() == 0x8b;
    in.reset();
    return compressed ? new GZIPInputStream(in, 1 << 16) : in;
  }
}
