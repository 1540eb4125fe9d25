package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import graft.files.FileFormatException;
import graft.files.FloatBits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the tensors of an ONNX file, also those that lie in a file beside it. */
final class TensorReader {
  private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 16;

  private final Path file;

  TensorReader(Path file) {
    this.file = file;
  }

  /**
   * A tensor's numbers.
   *
   * @throws FileFormatException if they are of a type that Graft does not take, or not as many as
   *     the shape says
   * @throws IOException if a file beside it cannot be read
   */
  Constant read(TensorProto tensor) throws IOException {
    List<Integer> extents = new ArrayList<>();
    long count = 1;
    for (long extent : tensor.getDimsList()) {
      if (extent < 0 || extent > MOST_ELEMENTS || count * extent > MOST_ELEMENTS) {
        throw refused(tensor, "the shape " + tensor.getDimsList(), "fewer than 2^31 numbers");
      }
      count *= extent;
      extents.add((int) extent);
    }
    TensorProto.DataType type = TensorProto.DataType.forNumber(tensor.getDataType());
    if (type == null) {
      throw refused(tensor, "the type " + tensor.getDataType(), "float or int64");
    }
    boolean integer =
        switch (type) {
          case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> false;
          case INT64, INT32, BOOL, UINT8, INT8 -> true;
          default -> throw refused(tensor, "numbers of type " + type, "float or int64");
        };
    double[] numbers = numbers(tensor, type, (int) count);
    return new Constant(extents, numbers, integer);
  }

  private double[] numbers(TensorProto tensor, TensorProto.DataType type, int count)
      throws IOException {
    boolean beside = tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    if (beside || tensor.hasRawData()) {
      long expected = (long) count * bytes(type);
      if (expected > MOST_ELEMENTS) {
        throw refused(tensor, expected + " bytes", "fewer than 2^31");
      }
      ByteBuffer raw = beside ? external(tensor, expected) : buffer(tensor.getRawData());
      if (raw.remaining() != expected) {
        throw refused(
            tensor, raw.remaining() + " bytes for " + tensor.getDimsList(), expected + " bytes");
      }
      return decoded(raw.order(ByteOrder.LITTLE_ENDIAN), type, count);
    }
    int found = Math.max(tensor.getFloatDataCount(), tensor.getInt64DataCount());
    found = Math.max(found, Math.max(tensor.getInt32DataCount(), tensor.getDoubleDataCount()));
    if (found != count) {
      throw refused(tensor, found + " numbers for " + tensor.getDimsList(), count + " numbers");
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] =
          switch (type) {
            case FLOAT -> tensor.getFloatData(i);
            case DOUBLE -> tensor.getDoubleData(i);
            case INT64 -> tensor.getInt64Data(i);
            case FLOAT16 -> FloatBits.ofHalf((short) tensor.getInt32Data(i));
            case BFLOAT16 -> FloatBits.ofBrain((short) tensor.getInt32Data(i));
            default -> tensor.getInt32Data(i);
          };
    }
    return numbers;
  }

  private static ByteBuffer buffer(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer();
  }

  private static int bytes(TensorProto.DataType type) {
    return switch (type) {
      case DOUBLE, INT64 -> 8;
      case FLOAT, INT32 -> 4;
      case FLOAT16, BFLOAT16 -> 2;
      default -> 1;
    };
  }

  private static double[] decoded(ByteBuffer raw, TensorProto.DataType type, int count) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] =
          switch (type) {
            case FLOAT -> raw.getFloat();
            case DOUBLE -> raw.getDouble();
            case INT64 -> raw.getLong();
            case INT32 -> raw.getInt();
            case FLOAT16 -> FloatBits.ofHalf(raw.getShort());
            case BFLOAT16 -> FloatBits.ofBrain(raw.getShort());
            case UINT8 -> Byte.toUnsignedInt(raw.get());
            default -> raw.get();
          };
    }
    return numbers;
  }

  /** Of a file in the model's folder, as "External Data" in the specification says. */
  private ByteBuffer external(TensorProto tensor, long expected) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    String location = entries.getOrDefault("location", "");
    Path folder = file.toAbsolutePath().normalize().getParent();
    Path data = folder == null ? file : folder.resolve(location).normalize();
    if (location.isEmpty() || folder == null || !folder.equals(data.getParent())) {
      throw refused(tensor, "numbers in '" + location + "'", "a file in the model's folder");
    }
    if (!Files.isRegularFile(data)) {
      throw refused(
          tensor,
          "that its numbers are in " + location + ", which is not there",
          "it beside " + file);
    }
    long offset = number(tensor, entries, "offset", 0);
    long length = number(tensor, entries, "length", Math.max(0, Files.size(data) - offset));
    if (length != expected || offset > Files.size(data) - length) {
      throw refused(
          tensor,
          String.format(
              Locale.ROOT,
              "%d bytes at %d of %s, which has %d",
              length,
              offset,
              data,
              Files.size(data)),
          expected + " bytes inside it");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) expected);
    try (FileChannel channel = FileChannel.open(data)) {
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
        // Until all of it is there.
      }
    }
    return bytes.flip();
  }

  private long number(TensorProto tensor, Map<String, String> entries, String key, long otherwise)
      throws FileFormatException {
    String text = entries.getOrDefault(key, "");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw refused(tensor, "'" + text + "' as " + key + " in another file", "a number of bytes");
    }
    return Long.parseLong(text);
  }

  private FileFormatException refused(TensorProto tensor, String found, String expected) {
    return FileFormatException.of(file + ": tensor '" + tensor.getName() + "'", found, expected);
  }
}
