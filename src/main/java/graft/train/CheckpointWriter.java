package graft.train;

import graft.files.Dtype;
import graft.files.SafetensorsWriter;
import graft.tensor.HostTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Collects what a checkpoint holds, and its checksum. */
final class CheckpointWriter {
  private final SafetensorsWriter file = new SafetensorsWriter();
  private final ContentChecksum checksum = new ContentChecksum();

  void string(String key, String value) {
    file.metadata(key, value);
    checksum.string(key, value);
  }

  void strings(String prefix, Map<String, String> values) {
    values.forEach((key, value) -> string(prefix + key, value));
  }

  void tensors(String prefix, Map<String, HostTensor> tensors) {
    tensors.forEach(
        (name, tensor) -> {
          file.tensor(prefix + name, tensor);
          checksum.tensor(prefix + name, tensor);
        });
  }

  void doubles(String name, double... values) {
    ByteBuffer bytes = buffer(values.length, Double.BYTES);
    bytes.asDoubleBuffer().put(values);
    block(name, Dtype.F64, values.length, bytes);
  }

  void longs(String name, long... values) {
    ByteBuffer bytes = buffer(values.length, Long.BYTES);
    bytes.asLongBuffer().put(values);
    block(name, Dtype.I64, values.length, bytes);
  }

  private static ByteBuffer buffer(int elements, int elementBytes) {
    return ByteBuffer.allocate(elements * elementBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void block(String name, Dtype dtype, int elements, ByteBuffer bytes) {
    List<Long> shape = List.of((long) elements);
    file.block(name, dtype, shape, bytes);
    checksum.block(name, dtype, shape, bytes);
  }

  /**
   * Writes all of it.
   *
   * @throws IOException if that fails; what was there before stays whole
   */
  void write(Path path) throws IOException {
    file.metadata(Checkpoint.CHECKSUM, checksum.value());
    file.write(path);
  }
}
