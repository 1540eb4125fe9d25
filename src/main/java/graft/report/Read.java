package graft.report;

import graft.files.Form;
import graft.files.Place;
import graft.files.Range;
import graft.files.ScalarForm;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How values stand in the JSON files of a run's folder. */
final class Read {
  static final Form<String> TEXT = ScalarForm.name();
  static final Form<Boolean> TRUTH = ScalarForm.truth();
  static final Form<Integer> COUNT = ScalarForm.whole(0);
  static final Form<Long> LONG = ScalarForm.seed();
  static final Form<Double> NUMBER = ScalarForm.number(Range.ANY);
  static final Form<Float> SINGLE = ScalarForm.singleNumber(Range.ANY);

  private Read() {}

  /** A number; NaN where it is not there, as for what is not finite. */
  static double figure(Place place, String key) {
    return place.find(key).map(NUMBER::read).orElse(Double.NaN);
  }

  /** Whole numbers. */
  static List<Integer> counts(Place place) {
    return place.items("a list of whole numbers").stream().map(COUNT::read).toList();
  }

  /** Texts by key, in order; nothing where the place's key is not there. */
  static Map<String, String> texts(Place place, String key) {
    Map<String, String> texts = new LinkedHashMap<>();
    place
        .find(key)
        .ifPresent(
            found ->
                found
                    .keys("keys with texts")
                    .forEach(each -> texts.put(each, TEXT.read(found.require(each, "a text")))));
    return texts;
  }
}
