package graft.train;

import graft.files.Dtype;
import graft.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * A checksum of all that a file of tensors and strings says, in whatever order it says it. CRC-32C
 * finds every damage of up to 32 bits in a row, and all but one in 2^32 of the others.
 */
final class ContentChecksum {
  private static final int CHUNK = 1 << 16; // floats at once

  private final Map<String, String> parts = new TreeMap<>();

  void string(String key, String value) {
    parts.put("string " + key, value);
  }

  void block(String name, Dtype dtype, List<Long> shape, ByteBuffer littleEndian) {
    CRC32C checksum = new CRC32C();
    checksum.update(littleEndian.duplicate());
    put(name, dtype, shape, checksum);
  }

  void tensor(String name, HostTensor tensor) {
    CRC32C checksum = new CRC32C();
    float[] values = tensor.toArray();
    ByteBuffer bytes = ByteBuffer.allocate(Math.min(CHUNK, values.length) * Float.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      bytes.clear().limit(count * Float.BYTES);
      bytes.asFloatBuffer().put(values, from, count);
      checksum.update(bytes);
    }
    put(name, Dtype.F32, Extents.of(tensor.shape()), checksum);
  }

  private void put(String name, Dtype dtype, List<Long> shape, CRC32C checksum) {
    parts.put(
        "tensor " + name,
        String.format(Locale.ROOT, "%s %s %08x", dtype, shape, checksum.getValue()));
  }

  /** Eight hexadecimal digits. */
  String value() {
    CRC32C checksum = new CRC32C();
    parts.forEach(
        (part, value) ->
            checksum.update((part + "\0" + value + "\0").getBytes(StandardCharsets.UTF_8)));
    return String.format(Locale.ROOT, "%08x", checksum.getValue());
  }
}
