package graft.platform;

import graft.fuzz.Input;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** What is in such an archive, whose checksums would keep most inputs from being read. */
public final class TarFuzz {
  private static final LZMA2Options STORED = stored();

  private TarFuzz() {}

  private static LZMA2Options stored() {
    LZMA2Options options = new LZMA2Options();
    try {
      options.setMode(LZMA2Options.MODE_UNCOMPRESSED);
    } catch (UnsupportedOptionsException e) {
      throw new IllegalStateException(e);
    }
    return options;
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path archive = Input.place("made.tar.xz");
    try (OutputStream out = Files.newOutputStream(archive);
        OutputStream xz = new XZOutputStream(out, STORED, XZ.CHECK_NONE)) {
      xz.write(input);
    }
    TarXzFuzz.unpack(input, archive);
  }
}
