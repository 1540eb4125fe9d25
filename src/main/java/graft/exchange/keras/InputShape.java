package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import graft.files.FileFormatException;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model is fed.
 *
 * @param shape of a sample, {@code [H, W, C]} or {@code [features]}
 * @param plane whether it is images of one channel without an axis for it: {@code [H, W]} there
 * @param bytes whether they are bytes by their type
 */
record InputShape(Shape shape, boolean plane, boolean bytes) {
  private static final List<String> KEYS =
      List.of("batch_shape", "batch_input_shape", "build_input_shape", "input_shape");
  private static final int MOST = 1 << 16;

  /** That of a model. */
  static InputShape of(Container model, Refusals refusals) throws FileFormatException {
    Optional<JsonNode> told = model.input();
    JsonNode config = told.orElseThrow(() -> refused(refusals, "no shape"));
    JsonNode shape =
        KEYS.stream()
            .filter(config::hasNonNull)
            .findFirst()
            .map(config::get)
            .orElseThrow(() -> refused(refusals, "no shape"));
    if (config.path("sparse").asBoolean() || config.path("ragged").asBoolean()) {
      throw refused(refusals, "a sparse or ragged tensor");
    }
    List<Integer> extents = new ArrayList<>();
    for (int i = 1; i < shape.size(); i++) {
      JsonNode extent = shape.get(i);
      if (!extent.isInt() || extent.asInt() < 1 || extent.asInt() > MOST) {
        throw refused(refusals, "shape " + shape);
      }
      extents.add(extent.asInt());
    }
    boolean plane = extents.size() == 2;
    if (plane) {
      extents.add(1);
    }
    if (extents.size() != 1 && extents.size() != 3) {
      throw refused(refusals, "shape " + shape);
    }
    try {
      return new InputShape(
          Shape.of(extents.stream().mapToInt(i -> i).toArray()),
          plane,
          config.path("dtype").asText().equals("uint8"));
    } catch (IllegalArgumentException e) {
      throw refused(refusals, e.getMessage());
    }
  }

  private static FileFormatException refused(Refusals refusals, String found) {
    return refusals.of(
        "an input of " + found,
        "images [batch, rows, columns, channels] or [batch, features], all but the batch as numbers");
  }
}
