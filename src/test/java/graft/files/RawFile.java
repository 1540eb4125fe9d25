package graft.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files byte by byte, so that they can be wrong in any way. */
final class RawFile {
  private RawFile() {}

  /** A header of its true length, and bytes behind it. */
  static Path write(Path file, String header, int dataBytes) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return write(file, json.length, json, dataBytes);
  }

  /** With any length of the header. */
  static Path write(Path file, long length, byte[] header, int dataBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer number = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.writeBytes(number.putLong(length).array());
    bytes.writeBytes(header);
    bytes.writeBytes(new byte[dataBytes]);
    return Files.write(file, bytes.toByteArray());
  }
}
