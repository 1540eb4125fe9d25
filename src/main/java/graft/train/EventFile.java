package graft.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads it: a chain of records, each a Protocol Buffers message.
 *
 * <p>A record is its length (uint64), a checksum of the length, the message, a checksum of the
 * message (uint32), little-endian (TensorFlow, {@code core/lib/io/record_writer.h}). The messages
 * are Event ({@code core/util/event.proto}: wall_time 1, step 2, file_version 3, summary 5),
 * Summary and its Value ({@code core/framework/summary.proto}: value 1; tag 1, simple_value 2).
 */
final class EventFile implements AutoCloseable {
  private static final String VERSION = "brain.Event:2";

  // A field's number times 8, and how it is encoded.
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private final OutputStream out;

  /**
   * Begins a file with the record that says its version.
   *
   * @param seconds since 1970
   * @throws IOException if that fails
   */
  EventFile(OutputStream out, double seconds) throws IOException {
    this.out = out;
    Message event = new Message();
    event.number(1, seconds);
    event.bytes(3, VERSION.getBytes(StandardCharsets.UTF_8));
    record(event.toBytes());
  }

  /**
   * Writes numbers of one step, so that a reader finds them at once.
   *
   * @param seconds since 1970
   * @param byTag as "loss/train"; TensorBoard puts those of one first word together
   * @throws IOException if that fails
   */
  void scalars(double seconds, long step, Map<String, Double> byTag) throws IOException {
    Message summary = new Message();
    byTag.forEach(
        (tag, number) -> {
          Message value = new Message();
          value.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
          value.number(2, number.floatValue());
          summary.bytes(1, value.toBytes());
        });
    Message event = new Message();
    event.number(1, seconds);
    event.number(2, step);
    event.bytes(5, summary.toBytes());
    record(event.toBytes());
  }

  private void record(byte[] message) throws IOException {
    ByteBuffer framed =
        ByteBuffer.allocate(Long.BYTES + Integer.BYTES + message.length + Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    framed.putLong(message.length);
    framed.putInt(checksum(framed.array(), Long.BYTES));
    framed.put(message).putInt(checksum(message, message.length));
    out.write(framed.array());
    out.flush();
  }

  /** CRC-32C, rotated and moved on, since a checksum of what holds checksums is a poor one. */
  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /** A message field by field. */
  private static final class Message {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    void number(int field, double value) {
      key(field, FIXED64);
      fixed(Double.doubleToRawLongBits(value), Double.BYTES);
    }

    void number(int field, float value) {
      key(field, FIXED32);
      fixed(Float.floatToRawIntBits(value), Float.BYTES);
    }

    void number(int field, long value) {
      key(field, VARINT);
      varint(value);
    }

    void bytes(int field, byte[] value) {
      key(field, LENGTH_DELIMITED);
      varint(value.length);
      bytes.writeBytes(value);
    }

    byte[] toBytes() {
      return bytes.toByteArray();
    }

    private void key(int field, int encoding) {
      varint(((long) field << 3) | encoding);
    }

    /** Seven bits a byte, the lowest first; the highest bit says that more follow. */
    private void varint(long value) {
      long rest = value;
      while (rest >>> 7 != 0) {
        bytes.write((int) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    private void fixed(long bits, int count) {
      for (int i = 0; i < count; i++) {
        bytes.write((int) (bits >>> (8 * i)));
      }
    }
  }
}
