package graft.files;

import graft.fetch.AtomicFile;
import graft.fetch.FileProblem;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Collects named tensors and strings and writes them as a safetensors file. The same of them in the
 * same order make the same bytes.
 *
 * <p>Source: https://github.com/huggingface/safetensors, "Format".
 */
public final class SafetensorsWriter {
  private static final int CHUNK = 1 << 20; // bytes written at once

  /** Tests pause here, in the middle of a file. */
  static volatile Runnable betweenTensors = () -> {};

  /** A tensor on its way into a file. */
  private record Block(Dtype dtype, List<Long> shape, long bytes, AtomicFile.Content content) {}

  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, Block> blocks = new LinkedHashMap<>();

  /**
   * Adds a string to {@code __metadata__}, in place of the one that the key has.
   *
   * @throws IllegalArgumentException if one of them is no Unicode text (a lone surrogate)
   */
  public SafetensorsWriter metadata(String key, String value) {
    requireText(key);
    requireText(value);
    metadata.put(key, value);
    return this;
  }

  /**
   * Adds a tensor as F32, bit for bit.
   *
   * @throws IllegalArgumentException if there is one of that name, or it cannot be a name
   */
  public SafetensorsWriter tensor(String name, HostTensor tensor) {
    Shape shape = tensor.shape();
    List<Long> extents = StoredTensor.extents(shape);
    return add(
        name, new Block(Dtype.F32, extents, shape.bytes(), channel -> write(tensor, channel)));
  }

  /**
   * Adds a tensor of any dtype.
   *
   * @param shape the extents; empty for a single number
   * @param littleEndian its elements, row-major, from the buffer's position to its limit; not
   *     copied
   * @throws IllegalArgumentException if there is one of that name, it cannot be a name, an extent
   *     is negative, or the bytes are not as many as the shape's elements need
   */
  public SafetensorsWriter block(
      String name, Dtype dtype, List<Long> shape, ByteBuffer littleEndian) {
    ByteBuffer bytes = littleEndian.slice();
    List<Long> extents = List.copyOf(shape);
    if (extents.stream().anyMatch(extent -> extent < 0)
        || !StoredTensor.bytes(extents, dtype).equals(OptionalLong.of(bytes.remaining()))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "tensor '%s' of shape %s and dtype %s has %d bytes, expected as many as its elements"
                  + " need",
              name,
              shape,
              dtype,
              bytes.remaining()));
    }
    return add(
        name,
        new Block(dtype, extents, bytes.remaining(), channel -> drain(bytes.duplicate(), channel)));
  }

  private SafetensorsWriter add(String name, Block block) {
    requireText(name);
    if (name.equals(HeaderJson.METADATA) || blocks.containsKey(name)) {
      throw new IllegalArgumentException(
          "tensor name '" + name + "' is taken, expected a name of its own");
    }
    blocks.put(name, block);
    return this;
  }

  private static void requireText(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' has half of a character in it, expected Unicode text");
    }
  }

  /**
   * Writes the file, in place of what is there, as {@link AtomicFile} does. Tensors of larger
   * elements lie before those of smaller ones, so that each begins at a multiple of its elements'
   * size; else they lie as they were added.
   *
   * @throws IOException if that fails; what was there before stays whole
   */
  public void write(Path file) throws IOException {
    List<Map.Entry<String, Block>> inOrder = new ArrayList<>(blocks.entrySet());
    inOrder.sort(Comparator.comparing(entry -> -entry.getValue().dtype().bytes()));
    List<StoredTensor> tensors = new ArrayList<>();
    long end = 0;
    for (Map.Entry<String, Block> entry : inOrder) {
      Block block = entry.getValue();
      long begin = end;
      end += block.bytes();
      tensors.add(
          new StoredTensor(entry.getKey(), block.dtype().name(), block.shape(), begin, end));
    }
    byte[] header = HeaderJson.format(metadata, tensors);
    if (header.length > SafetensorsHeader.LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the header would have %,d bytes, expected at most %,d: less metadata",
              header.length,
              SafetensorsHeader.LONGEST));
    }
    ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length);
    start.order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).put(header).flip();
    try {
      AtomicFile.write(
          file,
          channel -> {
            drain(start.duplicate(), channel);
            for (Map.Entry<String, Block> entry : inOrder) {
              betweenTensors.run();
              entry.getValue().content().writeTo(channel);
            }
          });
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + FileProblem.cause(e), e);
    }
  }

  /**
   * In large pieces: element by element it would take seconds before Java has compiled the loop.
   */
  private static void write(HostTensor tensor, FileChannel channel) throws IOException {
    float[] values = tensor.toArray();
    ByteBuffer bytes =
        ByteBuffer.allocateDirect((int) Math.min(CHUNK, tensor.shape().bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += CHUNK / Float.BYTES) {
      int count = Math.min(CHUNK / Float.BYTES, values.length - from);
      bytes.clear().limit(count * Float.BYTES);
      bytes.asFloatBuffer().put(values, from, count);
      drain(bytes, channel);
    }
  }

  private static void drain(ByteBuffer bytes, FileChannel channel) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
