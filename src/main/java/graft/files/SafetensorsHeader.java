package graft.files;

import graft.fetch.FileContents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The header of a safetensors file, checked against the file: what gets through has all its bytes,
 * each in one tensor.
 *
 * <p>Source: https://github.com/huggingface/safetensors, "Format" and "Benefits": the length of the
 * header in 8 bytes, little-endian, at most 100 MB; the header, JSON; the tensors' bytes without
 * holes or overlaps, to the end of the file.
 *
 * @param metadata the strings of {@code __metadata__}
 * @param tensors by name, in the header's order
 * @param dataStart the position in the file from which tensors count their bytes
 */
record SafetensorsHeader(
    Map<String, String> metadata, Map<String, StoredTensor> tensors, long dataStart) {
  static final int LONGEST = 100_000_000;
  private static final int HEAD = 512; // as much as it takes to tell what else a file may be
  private static final String EXPECTED = "a safetensors file";

  /**
   * Reads and checks it.
   *
   * @param file for messages
   * @throws FileFormatException if it is no safetensors file, or a damaged one
   * @throws IOException if it cannot be read
   */
  static SafetensorsHeader read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    int length = length(file, channel, size);
    ByteBuffer json = ByteBuffer.allocate(length);
    fill(file, channel, Long.BYTES, json);
    SafetensorsHeader header = HeaderJson.parse(file, json.array(), Long.BYTES + (long) length);
    header.requireSound(file, size);
    return header;
  }

  /** The length of the JSON, which the file has. */
  private static int length(Path file, FileChannel channel, long size) throws IOException {
    ByteBuffer head = ByteBuffer.allocate((int) Math.min(size, HEAD));
    fill(file, channel, 0, head);
    head.flip().order(ByteOrder.LITTLE_ENDIAN);
    boolean json = size > Long.BYTES && head.get(Long.BYTES) == '{';
    Optional<String> other = FileContents.recognize(head.array());
    if (!json && other.isPresent()) {
      throw FileFormatException.of(
          file, other.get(), EXPECTED + " (in Python, safetensors.torch.save_file writes one)");
    }
    if (size < Long.BYTES) {
      throw FileFormatException.of(
          file, "a file of " + size + " bytes", EXPECTED + ", which has 10 bytes or more");
    }
    long length = head.getLong(0);
    if (length <= 0 || length > LONGEST) {
      throw FileFormatException.of(
          file,
          "a header of %s bytes%s"
              .formatted(
                  Long.toUnsignedString(length),
                  json ? "" : " (" + FileContents.describe(head.array()) + ")"),
          EXPECTED + ", whose header has from 2 to 100,000,000");
    }
    if (length > size - Long.BYTES) {
      throw FileFormatException.of(
          file,
          String.format(Locale.ROOT, "a header of %,d bytes in a file of %,d", length, size),
          "a whole safetensors file (was a download cut off?)");
    }
    if (!json) {
      throw FileFormatException.of(
          file, FileContents.describe(head.array()), EXPECTED + ", whose header begins with {");
    }
    return (int) length;
  }

  /**
   * Reads until the buffer is full.
   *
   * @throws FileFormatException if the file ends first
   */
  static void fill(Path file, FileChannel channel, long position, ByteBuffer buffer)
      throws IOException {
    long at = position;
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer, at);
      if (read < 0) {
        throw FileFormatException.of(
            file, "its end at byte " + at, "a file that nobody shortens while it is read");
      }
      at += read;
    }
  }

  private void requireSound(Path file, long size) throws FileFormatException {
    List<StoredTensor> inOrder =
        tensors.values().stream()
            .sorted(
                Comparator.comparingLong(StoredTensor::begin).thenComparingLong(StoredTensor::end))
            .toList();
    long end = 0;
    String before = "the header";
    for (StoredTensor tensor : inOrder) {
      requireSize(file, tensor);
      if (tensor.begin() != end) {
        throw FileFormatException.of(
            file,
            String.format(
                Locale.ROOT,
                "tensor '%s' from byte %d on, where %s ends at byte %d",
                tensor.name(),
                tensor.begin(),
                before,
                end),
            "tensors without overlaps or holes");
      }
      end = tensor.end();
      before = "tensor '" + tensor.name() + "'";
    }
    long found = size - dataStart;
    if (found < end) {
      throw FileFormatException.of(
          file,
          String.format(Locale.ROOT, "%,d bytes of tensors", found),
          String.format(
              Locale.ROOT, "the %,d that its header tells of (was a download cut off?)", end));
    }
    if (found > end) {
      throw FileFormatException.of(
          file,
          String.format(Locale.ROOT, "%,d bytes behind the last tensor", found - end),
          "a file that ends with it");
    }
  }

  private static void requireSize(Path file, StoredTensor tensor) throws FileFormatException {
    if (tensor.end() < tensor.begin()) {
      throw FileFormatException.of(
          file,
          String.format(
              Locale.ROOT,
              "tensor '%s' from byte %d to byte %d",
              tensor.name(),
              tensor.begin(),
              tensor.end()),
          "an end that is not before the beginning");
    }
    Optional<Dtype> dtype = tensor.dtype();
    if (dtype.isEmpty()) {
      return; // how large its elements are is not known
    }
    OptionalLong wanted = StoredTensor.bytes(tensor.shape(), dtype.get());
    if (wanted.isEmpty() || wanted.getAsLong() != tensor.bytes()) {
      throw FileFormatException.of(
          file,
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s and dtype %s in %d bytes",
              tensor.name(),
              tensor.shape(),
              dtype.get(),
              tensor.bytes()),
          wanted.isEmpty() ? "less than 2^63 bytes" : wanted.getAsLong() + " bytes");
    }
  }
}
