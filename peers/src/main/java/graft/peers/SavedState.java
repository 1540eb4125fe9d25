package graft.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Tensors of a safetensors file: the length of the header in 8 bytes, the header as JSON, and the
 * numbers. No more of JSON is understood than what a tensor's entry has.
 */
final class SavedState {
  private static final Pattern ENTRY =
      Pattern.compile(
          "\"([^\"]+)\":\\{\"dtype\":\"(F32|I64)\",\"shape\":\\[([0-9,]*)],\"data_offsets\":\\[([0-9]+),([0-9]+)]}");

  private SavedState() {}

  /** All of them, by name. */
  static Map<String, Tensor> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = Math.toIntExact(bytes.getLong());
    String text = new String(bytes.array(), Long.BYTES, header, StandardCharsets.UTF_8);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(text);
    while (entry.find()) {
      long[] shape =
          entry.group(3).isEmpty()
              ? new long[0]
              : Arrays.stream(entry.group(3).split(",")).mapToLong(Long::parseLong).toArray();
      int from = Long.BYTES + header + Integer.parseInt(entry.group(4));
      int size = Integer.parseInt(entry.group(5)) - Integer.parseInt(entry.group(4));
      ByteBuffer data = bytes.slice(from, size).order(ByteOrder.LITTLE_ENDIAN);
      tensors.put(entry.group(1), tensor(entry.group(2), data, shape));
    }
    return tensors;
  }

  private static Tensor tensor(String type, ByteBuffer data, long[] shape) {
    if (type.equals("I64")) {
      long[] values = new long[data.remaining() / Long.BYTES];
      data.asLongBuffer().get(values);
      return Tensor.create(values).reshape(shape);
    }
    float[] values = new float[data.remaining() / Float.BYTES];
    data.asFloatBuffer().get(values);
    return Tensor.create(values).reshape(shape).to(torch.ScalarType.Float);
  }
}
