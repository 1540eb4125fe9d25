package graft.files;

import graft.model.Preprocessing;
import java.util.List;

/** How a {@link Preprocessing} stands in a file. */
final class PreprocessingForm {
  private static final Form<List<Double>> MEANS =
      new ListForm<>(ScalarForm.number(Range.ANY), "a list of numbers, one a channel");
  private static final Form<List<Double>> DEVIATIONS =
      new ListForm<>(ScalarForm.number(Range.POSITIVE), "a list of numbers above 0, one a channel");

  private PreprocessingForm() {}

  /** The form. */
  static Form<Preprocessing> form() {
    Key<Preprocessing, List<Double>> mean =
        Key.required("mean", MEANS, Preprocessing::mean, "of pixels in [0, 1], by channel");
    Key<Preprocessing, List<Double>> deviation =
        Key.required(
            "deviation", DEVIATIONS, Preprocessing::deviation, "of pixels in [0, 1], by channel");
    return new ObjectForm<>(
        "A byte becomes (byte / 255 - mean) / deviation.",
        List.of(mean, deviation),
        values -> new Preprocessing(values.get(mean), values.get(deviation)));
  }
}
