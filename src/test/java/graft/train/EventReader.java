package graft.train;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads TensorBoard's event files by their description alone: another way than {@link EventFile}
 * writes them, with a checksum of its own, bit by bit.
 */
final class EventReader {
  private static final int POLYNOMIAL = 0x82F63B78; // CRC-32C, Castagnoli, reflected

  /** What an event holds; a field that is not there is null, 0 or empty. */
  static final class Event {
    double wallTime;
    long step;
    String version = "";
    final Map<String, Float> scalars = new LinkedHashMap<>();
  }

  private EventReader() {}

  static int crc32c(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      for (int bit = 0; bit < 8; bit++) {
        boolean carry = ((crc ^ (b >> bit)) & 1) != 0;
        crc = (crc >>> 1) ^ (carry ? POLYNOMIAL : 0);
      }
    }
    return ~crc;
  }

  private static void check(byte[] bytes, int masked) throws IOException {
    int rotated = masked - 0xa282ead8;
    if (((rotated >>> 17) | (rotated << 15)) != crc32c(bytes)) {
      throw new IOException("a checksum does not hold");
    }
  }

  static List<Event> read(byte[] file) throws IOException {
    List<Event> events = new ArrayList<>();
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(file));
    while (in.available() > 0) {
      byte[] length = in.readNBytes(8);
      check(length, Integer.reverseBytes(in.readInt()));
      long size = 0;
      for (int i = 7; i >= 0; i--) {
        size = (size << 8) | (length[i] & 0xFF);
      }
      byte[] message = in.readNBytes(Math.toIntExact(size));
      check(message, Integer.reverseBytes(in.readInt()));
      events.add(event(message));
    }
    return events;
  }

  /** Hears of each field of a message; bytes are empty for numbers, and bits 0 for bytes. */
  private interface Field {
    void found(int number, long bits, byte[] bytes) throws IOException;
  }

  private static void fields(byte[] message, Field field) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
    while (in.available() > 0) {
      long key = varint(in);
      int number = (int) (key >>> 3);
      switch ((int) (key & 7)) {
        case 0 -> field.found(number, varint(in), new byte[0]);
        case 1 -> field.found(number, Long.reverseBytes(in.readLong()), new byte[0]);
        case 2 -> {
          byte[] bytes = new byte[Math.toIntExact(varint(in))];
          in.readFully(bytes);
          field.found(number, 0, bytes);
        }
        case 5 -> field.found(number, Integer.reverseBytes(in.readInt()), new byte[0]);
        default -> throw new IOException("an unknown encoding in key " + key);
      }
    }
  }

  private static long varint(DataInputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = in.readUnsignedByte();
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }

  private static Event event(byte[] message) throws IOException {
    Event event = new Event();
    fields(
        message,
        (number, bits, bytes) -> {
          switch (number) {
            case 1 -> event.wallTime = Double.longBitsToDouble(bits);
            case 2 -> event.step = bits;
            case 3 -> event.version = new String(bytes, StandardCharsets.UTF_8);
            case 5 -> fields(bytes, (n, b, value) -> scalar(event, value));
            default -> throw new IOException("an event with a field " + number);
          }
        });
    return event;
  }

  private static void scalar(Event event, byte[] value) throws IOException {
    StringBuilder tag = new StringBuilder();
    fields(
        value,
        (number, bits, bytes) -> {
          switch (number) {
            case 1 -> tag.append(new String(bytes, StandardCharsets.UTF_8));
            case 2 -> event.scalars.put(tag.toString(), Float.intBitsToFloat((int) bits));
            default -> throw new IOException("a value with a field " + number);
          }
        });
  }
}
