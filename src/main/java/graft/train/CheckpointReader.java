package graft.train;

import graft.files.Dtype;
import graft.files.FileFormatException;
import graft.files.Safetensors;
import graft.files.StoredTensor;
import graft.tensor.HostTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a checkpoint holds: its checksum is looked at before anything else. */
final class CheckpointReader implements AutoCloseable {
  private static final String EXPECTED = "a checkpoint of Graft";

  private final Safetensors file;

  private CheckpointReader(Safetensors file) {
    this.file = file;
  }

  /**
   * Opens a file.
   *
   * @throws FileFormatException if it is no checkpoint, or not as it was written
   * @throws IOException if it cannot be read
   */
  static CheckpointReader open(Path path) throws IOException {
    Safetensors file = Safetensors.open(path);
    try {
      CheckpointReader reader = new CheckpointReader(file);
      reader.requireFormat();
      reader.requireIntact();
      return reader;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void requireFormat() throws FileFormatException {
    Optional<String> version = Optional.ofNullable(file.metadata().get(Checkpoint.FORMAT));
    if (version.isEmpty()) {
      throw FileFormatException.of(
          file.file(), "a safetensors file that is no checkpoint", EXPECTED);
    }
    if (!Checkpoint.READ.contains(version.get())) {
      throw FileFormatException.of(
          file.file(),
          "a checkpoint of format " + version.get(),
          "format " + Checkpoint.VERSION + " or an older one, which this version of Graft reads");
    }
  }

  private void requireIntact() throws IOException {
    ContentChecksum checksum = new ContentChecksum();
    file.metadata()
        .forEach(
            (key, value) -> {
              if (!key.equals(Checkpoint.CHECKSUM)) {
                checksum.string(key, value);
              }
            });
    for (StoredTensor stored : file.tensors().values()) {
      Dtype dtype =
          stored
              .dtype()
              .orElseThrow(
                  () ->
                      FileFormatException.of(
                          file.file(), "a tensor of dtype " + stored.dtypeName(), EXPECTED));
      checksum.block(stored.name(), dtype, stored.shape(), file.bytes(stored.name()));
    }
    String found = checksum.value();
    String said = file.metadata().getOrDefault(Checkpoint.CHECKSUM, "none");
    if (!found.equals(said)) {
      throw FileFormatException.of(
          file.file(),
          "content of checksum " + found,
          "checksum " + said + ", with which it was written: the file is damaged");
    }
  }

  /**
   * A string.
   *
   * @throws FileFormatException if there is none of that key
   */
  String string(String key) throws FileFormatException {
    String value = file.metadata().get(key);
    if (value == null) {
      throw FileFormatException.of(file.file(), "no '" + key + "'", EXPECTED);
    }
    return value;
  }

  /** All strings whose keys begin so, by the rest of the key. */
  Map<String, String> strings(String prefix) {
    return withPrefix(prefix, file.metadata());
  }

  /** All tensors whose names begin so, by the rest of the name. */
  Map<String, HostTensor> tensors(String prefix) throws IOException {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (String name : withPrefix(prefix, file.tensors()).keySet()) {
      tensors.put(name, file.tensor(prefix + name));
    }
    return tensors;
  }

  private static <T> Map<String, T> withPrefix(String prefix, Map<String, T> all) {
    Map<String, T> some = new LinkedHashMap<>();
    all.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            some.put(name.substring(prefix.length()), value);
          }
        });
    return some;
  }

  /** The names of all blocks that begin so, without the beginning. */
  Set<String> names(String prefix) {
    return withPrefix(prefix, file.tensors()).keySet();
  }

  double[] doubles(String name) throws IOException {
    double[] values = new double[length(name, Dtype.F64)];
    file.bytes(name).asDoubleBuffer().get(values);
    return values;
  }

  long[] longs(String name) throws IOException {
    long[] values = new long[length(name, Dtype.I64)];
    file.bytes(name).asLongBuffer().get(values);
    return values;
  }

  /**
   * A count that a block tells.
   *
   * @param most that it can be
   * @throws IllegalArgumentException if it is negative or more
   */
  static int count(long number, int most) {
    if (number < 0 || number > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found a count of %d, expected 0 to %d", number, most));
    }
    return (int) number;
  }

  private int length(String name, Dtype dtype) throws FileFormatException {
    StoredTensor stored = file.tensors().get(name);
    if (stored == null || !stored.dtype().equals(Optional.of(dtype))) {
      throw FileFormatException.of(
          file.file(), "no tensor '" + name + "' of dtype " + dtype, EXPECTED);
    }
    return (int) (stored.bytes() / dtype.bytes());
  }

  Path path() {
    return file.file();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
