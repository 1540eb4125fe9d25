package graft.config;

import graft.files.ChoiceForm;
import graft.files.ChoiceForm.Choice;
import graft.files.Form;
import graft.files.Key;
import graft.files.ListForm;
import graft.files.ObjectForm;
import graft.files.Range;
import graft.files.ScalarForm;
import graft.train.ConstantSchedule;
import graft.train.CosineSchedule;
import graft.train.LinearSchedule;
import graft.train.Schedule;
import graft.train.StepSchedule;
import java.util.List;
import java.util.function.Function;

/** How schedules stand in a file. A new one gets an entry here. */
final class ScheduleForms {
  private ScheduleForms() {}

  /** All of them, but for warm-up, which is a key of the training. */
  static Form<Schedule> all() {
    return new ChoiceForm<>(
        List.of(
            new Choice<>(
                "constant",
                ConstantSchedule.class,
                new ObjectForm<>(
                    "The optimizer's rate in every step.",
                    List.of(),
                    values -> new ConstantSchedule())),
            new Choice<>("steps", StepSchedule.class, steps()),
            new Choice<>("linear", LinearSchedule.class, linear()),
            new Choice<>("cosine", CosineSchedule.class, cosine())));
  }

  private static ObjectForm<StepSchedule> steps() {
    Key<StepSchedule, Double> factor =
        Key.required(
            "factor",
            ScalarForm.number(Range.AT_LEAST_ZERO),
            StepSchedule::factor,
            "what the rate is multiplied by each time");
    Key<StepSchedule, List<Integer>> after =
        Key.required(
            "after-epochs",
            new ListForm<>(ScalarForm.whole(1), "a list of epochs"),
            StepSchedule::afterEpochs,
            "the epochs after which it is, in ascending order");
    return new ObjectForm<>(
        "One factor more after each of some epochs.",
        List.of(factor, after),
        values -> new StepSchedule(values.get(factor), values.get(after)));
  }

  private static ObjectForm<LinearSchedule> linear() {
    Key<LinearSchedule, Double> end = end(LinearSchedule::end);
    return new ObjectForm<>(
        "Straight from the rate to its end.",
        List.of(end),
        values -> new LinearSchedule(values.get(end)));
  }

  private static ObjectForm<CosineSchedule> cosine() {
    Key<CosineSchedule, Double> end = end(CosineSchedule::end);
    return new ObjectForm<>(
        "Half a cosine from the rate to its end.",
        List.of(end),
        values -> new CosineSchedule(values.get(end)));
  }

  private static <O> Key<O, Double> end(Function<O, Double> value) {
    return Key.withDefault(
        "end",
        ScalarForm.number(Range.AT_LEAST_ZERO),
        0.0,
        value,
        "the factor of the rate that would come after the last step");
  }
}
