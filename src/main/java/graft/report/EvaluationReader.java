package graft.report;

import graft.files.Place;
import graft.predict.ClassScore;
import graft.predict.ConfusionMatrix;
import graft.predict.DetailedEvaluation;
import graft.predict.TopAccuracy;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Reads a {@link DetailedEvaluation} as {@link DetailedEvaluation#json} writes it. */
final class EvaluationReader {
  private EvaluationReader() {}

  static DetailedEvaluation read(Place place) {
    Place list = place.require("classes", "a list of classes");
    List<ClassScore> classes = new ArrayList<>();
    for (Place each : list.items("a list of classes")) {
      classes.add(
          new ClassScore(
              label(each.require("label", "its number"), classes.size()),
              Read.TEXT.read(each.require("name", "what it is called")),
              Read.COUNT.read(each.require("support", "images of it")),
              Read.COUNT.read(each.require("predicted", "images taken for it")),
              Read.COUNT.read(each.require("hits", "images that were rightly")),
              optional(Read.figure(each, "loss"))));
    }
    if (classes.isEmpty()) {
      throw list.mistake("is empty; expected a class or more");
    }
    return new DetailedEvaluation(
        Read.TEXT.read(place.require("data", "the data's name")),
        Read.COUNT.read(place.require("samples", "how many images")),
        Read.figure(place, "loss"),
        Read.figure(place, "accuracy"),
        place
            .find("top")
            .map(
                top ->
                    new TopAccuracy(
                        Read.COUNT.read(top.require("k", "a number of classes")),
                        Read.figure(top, "accuracy"))),
        classes,
        confusion(place.require("confusion", "a row for each class"), classes.size()));
  }

  private static int label(Place place, int expected) {
    int label = Read.COUNT.read(place);
    if (label != expected) {
      throw place.mistake(
          String.format(
              Locale.ROOT, "is %d; expected %d, as classes are in order", label, expected));
    }
    return label;
  }

  private static OptionalDouble optional(double number) {
    return Double.isNaN(number) ? OptionalDouble.empty() : OptionalDouble.of(number);
  }

  private static ConfusionMatrix confusion(Place place, int classes) {
    List<Integer> counts = new ArrayList<>();
    List<Place> rows = place.items("a list of rows");
    for (Place row : rows) {
      List<Integer> columns = Read.counts(row);
      if (columns.size() != classes) {
        throw row.mistake(
            String.format(Locale.ROOT, "has %d counts; expected %d", columns.size(), classes));
      }
      counts.addAll(columns);
    }
    if (rows.size() != classes) {
      throw place.mistake(
          String.format(Locale.ROOT, "has %d rows; expected %d", rows.size(), classes));
    }
    return new ConfusionMatrix(classes, counts.stream().mapToInt(Integer::intValue).toArray());
  }
}
