package graft.files;

import graft.files.Lineage.Data;
import graft.files.Lineage.Parent;
import graft.files.Lineage.Transform;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How a {@link Lineage} stands in a file; what is empty or not known is left out. */
final class LineageForm {
  private static final double MILLIS = 1000;
  private static final Form<String> TEXT = ScalarForm.name();
  private static final Form<Map<String, String>> CHECKSUMS =
      new MapForm<>(TEXT, "checksums by what they are of");

  private LineageForm() {}

  /** The form. */
  static ObjectForm<Lineage> form() {
    Key<Lineage, Optional<List<Parent>>> parents =
        list("parents", parent(), Lineage::parents, "the models that it was made from");
    Key<Lineage, Optional<List<Transform>>> transforms =
        list("transforms", transform(), Lineage::transforms, "what was done to the parents");
    Key<Lineage, Optional<List<Long>>> seeds =
        list("seeds", ScalarForm.seed(), Lineage::seeds, "of everything random");
    Key<Lineage, Optional<List<Data>>> data =
        list("data", data(), Lineage::data, "what it was trained on");
    Key<Lineage, Integer> epochs =
        Key.withDefault(
            "epochs", ScalarForm.whole(0), 0, Lineage::epochs, "for how many it was trained");
    Key<Lineage, Double> seconds =
        Key.withDefault(
            "seconds",
            ScalarForm.number(Range.AT_LEAST_ZERO),
            0.0,
            lineage -> lineage.training().toMillis() / MILLIS,
            "how long that took");
    Key<Lineage, Optional<String>> made =
        Key.optional(
            "made", TEXT, lineage -> lineage.made().map(Instant::toString), "when it was done");
    Key<Lineage, Optional<String>> graft =
        Key.optional("graft", TEXT, Lineage::graft, "the version of Graft that made it");
    return new ObjectForm<>(
        "What made a model.",
        List.of(parents, transforms, seeds, data, epochs, seconds, made, graft),
        values ->
            new Lineage(
                values.get(parents).orElse(List.of()),
                values.get(transforms).orElse(List.of()),
                values.get(seeds).orElse(List.of()),
                values.get(data).orElse(List.of()),
                values.get(epochs),
                Duration.ofMillis(Math.round(values.get(seconds) * MILLIS)),
                values.get(made).map(LineageForm::instant),
                values.get(graft)));
  }

  private static Form<Parent> parent() {
    Key<Parent, String> file = Key.required("file", TEXT, Parent::file, "its name");
    Key<Parent, String> sha256 = Key.required("sha256", TEXT, Parent::sha256, "of the file");
    return new ObjectForm<>(
        "A model that another was made from.",
        List.of(file, sha256),
        values -> new Parent(values.get(file), values.get(sha256)));
  }

  private static Form<Transform> transform() {
    Key<Transform, String> name =
        Key.required("name", TEXT, Transform::name, "of what was done, as widen");
    Key<Transform, Map<String, String>> arguments =
        Key.withDefault(
            "arguments",
            new MapForm<>(TEXT, "arguments by name"),
            Map.of(),
            Transform::arguments,
            "how it was done");
    return new ObjectForm<>(
        "Something done to a model.",
        List.of(name, arguments),
        values -> new Transform(values.get(name), values.get(arguments)));
  }

  private static Form<Data> data() {
    Key<Data, String> name = Key.required("name", TEXT, Data::name, "for a person");
    Key<Data, Map<String, String>> sha256 =
        Key.required("sha256", CHECKSUMS, Data::sha256, "of its files");
    Key<Data, Integer> training =
        Key.required("training", ScalarForm.whole(0), Data::training, "samples trained on");
    Key<Data, Integer> validation =
        Key.required("validation", ScalarForm.whole(0), Data::validation, "samples validated on");
    return new ObjectForm<>(
        "A data set.",
        List.of(name, sha256, training, validation),
        values ->
            new Data(
                values.get(name),
                values.get(sha256),
                values.get(training),
                values.get(validation)));
  }

  private static <T> Key<Lineage, Optional<List<T>>> list(
      String name, Form<T> item, Function<Lineage, List<T>> items, String meaning) {
    return Key.optional(
        name,
        new ListForm<>(item, "a list: " + meaning),
        lineage -> Optional.of(items.apply(lineage)).filter(list -> !list.isEmpty()),
        meaning);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "made is '" + text + "', expected a time as 2026-01-31T23:59:59Z", e);
    }
  }
}
