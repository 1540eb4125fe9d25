package graft.predict;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.fetch.OneLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The most probable classes of each image, for people and for programs. */
public final class PredictionTable {
  private record Row(String image, List<ClassProbability> top) {}

  private final List<String> classNames;
  private final List<Row> rows = new ArrayList<>();

  /**
   * A table.
   *
   * @param images what each image is called, in the order of the predictions
   * @param classNames one for each class
   * @param most how many classes of each image, 1 or more
   * @throws IllegalArgumentException if there are not as many names as images or classes, or fewer
   *     than one class is asked for
   * @throws NotFiniteLogitsException if one of the logits is NaN or infinite
   */
  public PredictionTable(
      List<String> images, Predictions predictions, List<String> classNames, int most) {
    if (images.size() != predictions.count() || classNames.size() != predictions.classes()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found names of %d images and %d classes, the predictions are for %d images in %d"
                  + " classes",
              images.size(),
              classNames.size(),
              predictions.count(),
              predictions.classes()));
    }
    this.classNames = List.copyOf(classNames);
    for (int image = 0; image < images.size(); image++) {
      rows.add(new Row(images.get(image), predictions.top(image, most)));
    }
  }

  /** A line an image: its most probable class, and the next ones. */
  public String text() {
    int widest = rows.stream().mapToInt(row -> row.image.length()).max().orElse(0);
    return rows.stream()
        .map(
            row ->
                ("%-" + Math.max(1, widest) + "s  %s")
                    .formatted(OneLine.of(row.image), cells(row.top)))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private String cells(List<ClassProbability> top) {
    return top.stream()
        .map(
            one ->
                String.format(
                    Locale.ROOT,
                    "%s %.2f%%",
                    OneLine.of(classNames.get(one.label())),
                    100 * one.probability()))
        .collect(Collectors.joining(", "));
  }

  /** An object an image: its name, and label, name and probability of its classes. */
  public ArrayNode json() {
    ArrayNode images = JsonNodeFactory.instance.arrayNode();
    for (Row row : rows) {
      ObjectNode image = images.addObject().put("image", row.image);
      ArrayNode classes = image.putArray("classes");
      for (ClassProbability one : row.top) {
        classes
            .addObject()
            .put("label", one.label())
            .put("name", classNames.get(one.label()))
            .put("probability", one.probability());
      }
    }
    return images;
  }
}
