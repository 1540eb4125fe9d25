package graft.exchange.keras;

import graft.files.FileFormatException;
import graft.files.StoredTensor;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An HDF5 file that is read. Whatever is damaged in it becomes a sentence, and no memory is taken
 * for what its bytes could not hold.
 */
final class Hdf5 implements AutoCloseable {
  /** Deflate makes at most 1032 bytes of one (zlib's technical details). */
  private static final long MOST_INFLATED = 1032;

  private final Refusals refusals;
  private final HdfFile file;
  private final long bytes;

  private Hdf5(Refusals refusals, HdfFile file, long bytes) {
    this.refusals = refusals;
    this.file = file;
    this.bytes = bytes;
  }

  /** What jhdf is asked. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws IOException;
  }

  /**
   * Opens a file.
   *
   * @param file which
   * @param refusals name the file that the user knows
   * @throws FileFormatException if it is no HDF5 file
   */
  static Hdf5 open(Path file, Refusals refusals) throws IOException {
    long bytes = Files.size(file);
    return new Hdf5(refusals, asked(refusals, "its beginning", () -> opened(file, bytes)), bytes);
  }

  /**
   * From a file jhdf reads each part into a buffer that is as large as the file says; of a buffer
   * it takes parts that lie in it, or fails. What has more bytes than a buffer can have holds
   * whatever a part can claim.
   */
  private static HdfFile opened(Path file, long bytes) throws IOException {
    if (bytes > Integer.MAX_VALUE) {
      return new HdfFile(file);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return HdfFile.fromByteBuffer(channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes));
    }
  }

  /**
   * jhdf trusts what it reads: addresses, counts and sizes that are wrong break it anywhere. Java
   * reports an InternalError where a file becomes shorter while it is read.
   */
  private static <T> T asked(Refusals refusals, String what, Question<T> question)
      throws IOException {
    try {
      return question.ask();
    } catch (RuntimeException | LinkageError | StackOverflowError | InternalError e) {
      throw refusals.of(
          "an HDF5 file that is damaged or of a kind that is not read, at %s (%s)"
              .formatted(what, reason(e)),
          "a whole file, its weights in float16, float32 or float64");
    }
  }

  private static String reason(Throwable thrown) {
    Throwable last = thrown;
    while (last.getCause() != null) {
      last = last.getCause();
    }
    String message = last.getMessage();
    return message == null ? last.getClass().getSimpleName() : message;
  }

  private Optional<Node> node(String path) throws IOException {
    return asked(
        refusals,
        path,
        () -> {
          Node at = file;
          for (String step : path.split("/", -1)) {
            if (step.isEmpty()) {
              continue;
            }
            if (!(at instanceof Group group)) {
              return Optional.empty();
            }
            at = group.getChild(step);
            if (at == null) {
              return Optional.empty();
            }
            if (at.isLink()) {
              throw refusals.of("a link at " + path, "groups and datasets, as Keras writes them");
            }
          }
          return Optional.of(at);
        });
  }

  /** Whether there is a group. */
  boolean hasGroup(String path) throws IOException {
    return node(path).filter(node -> node instanceof Group).isPresent();
  }

  /** The names in a group, in no order; none where there is no such group. */
  List<String> names(String path) throws IOException {
    Optional<Node> node = node(path);
    if (node.isPresent() && node.get() instanceof Group group) {
      return asked(refusals, path, () -> List.copyOf(group.getChildren().keySet()));
    }
    return List.of();
  }

  /** An attribute that is one string, or such a one that was split: name0, name1 and so on. */
  Optional<String> text(String path, String name) throws IOException {
    return strings(path, name).map(parts -> String.join("", parts));
  }

  /**
   * An attribute that is a list of strings. Long ones are split over name0, name1 and so on: an
   * object's header holds 64 KiB ({@code HDF5_OBJECT_HEADER_LIMIT} in Keras).
   */
  Optional<List<String>> strings(String path, String name) throws IOException {
    Optional<Node> node = node(path);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<String>> whole = attribute(node.get(), name);
    Optional<List<String>> part = attribute(node.get(), name + 0);
    if (whole.isPresent() || part.isEmpty()) {
      return whole;
    }
    List<String> all = new ArrayList<>();
    for (int i = 1; part.isPresent(); i++) {
      all.addAll(part.get());
      part = attribute(node.get(), name + i);
    }
    return Optional.of(all);
  }

  /** The names of a node's attributes. */
  List<String> attributes(String path) throws IOException {
    Optional<Node> node = node(path);
    return node.isEmpty()
        ? List.of()
        : asked(refusals, path, () -> List.copyOf(node.get().getAttributes().keySet()));
  }

  private Optional<List<String>> attribute(Node node, String name) throws IOException {
    return asked(
        refusals,
        node.getPath() + "@" + name,
        () -> {
          Attribute attribute = node.getAttribute(name);
          if (attribute == null) {
            return Optional.empty();
          }
          requireRoom(node.getPath() + "@" + name, attribute.getSizeInBytes() <= bytes);
          Object data = attribute.getData();
          if (data == null) {
            return Optional.of(List.of()); // of an empty list, which NumPy makes one of numbers
          }
          if (data instanceof String text) {
            return Optional.of(List.of(text));
          }
          if (data instanceof String[] texts) {
            return Optional.of(Arrays.asList(texts));
          }
          throw refusals.of(
              "attribute %s of %s, which is no text".formatted(name, node.getPath()), "one");
        });
  }

  /** The extents of a dataset, if there is one; of a single number none. */
  Optional<List<Long>> extents(String path) throws IOException {
    Optional<Node> node = node(path);
    if (node.isPresent() && node.get() instanceof Dataset dataset) {
      return Optional.of(
          asked(
              refusals, path, () -> Arrays.stream(dataset.getDimensionsAsLong()).boxed().toList()));
    }
    return Optional.empty();
  }

  /**
   * The numbers of a dataset, as float32.
   *
   * @param expected its shape
   * @throws FileFormatException if there is none, or it is of another shape or no kind of float
   */
  HostTensor tensor(String path, Shape expected) throws IOException {
    Optional<Node> node = node(path);
    if (node.isEmpty() || !(node.get() instanceof Dataset dataset)) {
      throw refusals.of("no dataset " + path, "one of shape " + expected);
    }
    List<Long> extents = extents(path).orElseThrow();
    if (!extents.equals(StoredTensor.extents(expected))) {
      throw refusals.of("dataset %s of shape %s".formatted(path, extents), "shape " + expected);
    }
    requireRoom("dataset " + path, fits(path, dataset));
    Object data =
        asked(
            refusals,
            path,
            () -> {
              boolean known =
                  dataset.getDataType() instanceof FloatingPoint number && isIeee(number);
              return known ? dataset.getDataFlat() : "";
            });
    if (data instanceof float[] floats) {
      return HostTensor.of(expected, floats);
    }
    if (data instanceof double[] doubles) {
      return HostTensor.rounded(expected, doubles);
    }
    throw refusals.of("dataset " + path + " of another kind", "float16, float32 or float64");
  }

  /** jhdf goes by the size alone, which bfloat16 shares with float16. */
  private static boolean isIeee(FloatingPoint number) {
    return switch (number.getSize()) {
      case Short.BYTES -> number.getExponentSize() == 5 && number.getMantissaSize() == 10;
      case Float.BYTES -> number.getExponentSize() == 8 && number.getMantissaSize() == 23;
      case Double.BYTES -> number.getExponentSize() == 11 && number.getMantissaSize() == 52;
      default -> false;
    };
  }

  /** Whether the file can hold so many numbers. */
  private boolean fits(String path, Dataset dataset) throws IOException {
    return asked(
        refusals,
        path,
        () -> {
          long size = dataset.getSizeInBytes();
          if (!(dataset instanceof ChunkedDataset chunked)) {
            return size <= bytes;
          }
          long chunk = dataset.getDataType().getSize();
          for (int extent : chunked.getChunkDimensions()) {
            chunk = Math.multiplyExact(chunk, extent);
          }
          return Math.max(size, chunk) / MOST_INFLATED <= bytes;
        });
  }

  /** Before memory is taken for it. */
  private void requireRoom(String what, boolean fits) throws FileFormatException {
    if (!fits) {
      throw refusals.of(
          String.format(
              Locale.ROOT, "%s, which is larger than the file's %,d bytes can be", what, bytes),
          "a whole file");
    }
  }

  @Override
  public void close() {
    file.close();
  }
}
