package graft.files;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A safetensors file that is open for reading. What its header says is checked against the file
 * when it is opened, before anything is allocated for a tensor. Where the file is replaced by
 * {@link SafetensorsWriter} in the meantime, the old one goes on being read.
 *
 * <p>Source: https://github.com/huggingface/safetensors, "Format".
 */
public final class Safetensors implements AutoCloseable {
  private static final int CHUNK = 1 << 20; // bytes read at once

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;

  private Safetensors(Path file, FileChannel channel, SafetensorsHeader header) {
    this.file = file;
    this.channel = channel;
    this.header = header;
  }

  /**
   * Opens a file.
   *
   * @throws FileFormatException if it is no safetensors file, or a damaged one; the message says
   *     what it is
   * @throws IOException if it cannot be read
   */
  public static Safetensors open(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      String found =
          Files.isDirectory(file)
              ? "a folder"
              : Files.exists(file) ? "nothing that may be read as a file" : "no such file";
      throw FileFormatException.of(file, found, "a safetensors file");
    }
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new Safetensors(file, channel, SafetensorsHeader.read(file, channel));
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /** The strings of {@code __metadata__} by key; empty if there are none. */
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  /** What the header says of the tensors, by name, in its order. */
  public Map<String, StoredTensor> tensors() {
    return Collections.unmodifiableMap(header.tensors());
  }

  /**
   * A tensor as float32: of F32 the same bits, of F16 and BF16 the same values.
   *
   * @throws FileFormatException if there is none of that name, it has another dtype, or a shape
   *     that {@link Shape} does not admit: no extent, an extent of 0, more than 2^31 - 1 elements
   * @throws IOException if it cannot be read
   */
  public HostTensor tensor(String name) throws IOException {
    StoredTensor stored = stored(name);
    Dtype dtype = requireFloats(stored);
    Shape shape = shape(stored);
    float[] values = new float[shape.elements()];
    int chunk = CHUNK / dtype.bytes();
    ByteBuffer bytes = ByteBuffer.allocateDirect((int) Math.min(CHUNK, stored.bytes()));
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += chunk) {
      int count = Math.min(chunk, values.length - from);
      bytes.clear().limit(count * dtype.bytes());
      fill(stored, (long) from * dtype.bytes(), bytes);
      FloatBits.take(dtype, bytes.flip(), values, from, count);
    }
    return HostTensor.of(shape, values);
  }

  /**
   * A tensor's bytes as they are, of any dtype.
   *
   * @return little-endian, from position 0 on
   * @throws FileFormatException if there is none of that name, or it has more than 2^31 - 1 bytes
   * @throws IOException if it cannot be read
   */
  public ByteBuffer bytes(String name) throws IOException {
    StoredTensor stored = stored(name);
    if (stored.bytes() > Integer.MAX_VALUE) {
      throw FileFormatException.of(
          file,
          String.format(Locale.ROOT, "tensor '%s' of %,d bytes", name, stored.bytes()),
          "at most 2^31 - 1");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) stored.bytes());
    fill(stored, 0, bytes);
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void fill(StoredTensor stored, long from, ByteBuffer bytes) throws IOException {
    SafetensorsHeader.fill(file, channel, header.dataStart() + stored.begin() + from, bytes);
  }

  private StoredTensor stored(String name) throws FileFormatException {
    StoredTensor stored = header.tensors().get(name);
    if (stored == null) {
      throw FileFormatException.of(
          file, "no tensor '" + name + "'", "one of " + header.tensors().keySet());
    }
    return stored;
  }

  Dtype requireFloats(StoredTensor stored) throws FileFormatException {
    Optional<Dtype> dtype = stored.dtype();
    if (dtype.isEmpty() || !dtype.get().isFloat()) {
      throw FileFormatException.of(
          file,
          "tensor '%s' of dtype %s".formatted(stored.name(), stored.dtypeName()),
          "F32, F16 or BF16");
    }
    return dtype.get();
  }

  private Shape shape(StoredTensor stored) throws FileFormatException {
    try {
      return Shape.of(stored.shape().stream().mapToInt(Math::toIntExact).toArray());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw FileFormatException.of(
          file,
          "tensor '%s' of shape %s".formatted(stored.name(), stored.shape()),
          "one extent or more, all positive, with less than 2^31 elements");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
