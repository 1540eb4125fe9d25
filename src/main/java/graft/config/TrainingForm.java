package graft.config;

import graft.files.Form;
import graft.files.Key;
import graft.files.ListForm;
import graft.files.ObjectForm;
import graft.files.ObjectForm.Values;
import graft.files.Range;
import graft.files.ScalarForm;
import graft.nn.Clipped;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.train.Augmentation;
import graft.train.Criterion;
import graft.train.EarlyStopping;
import graft.train.Schedule;
import graft.train.TrainingOptions;
import graft.train.WarmUpSchedule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** How a training stands in a file: the one table of its keys and their defaults. */
final class TrainingForm {
  /** Has the defaults. */
  private static final TrainingOptions USUAL = TrainingOptions.of(1, 1, Sgd.of(0, 0));

  /** The key of the nodes that are not trained, which {@link TrainingFile} looks up. */
  static final String FROZEN = "freeze";

  private static final Key<TrainingSetup, Integer> EPOCHS =
      Key.required(
          "epochs",
          ScalarForm.whole(0),
          of(TrainingOptions::epochs),
          "how often, at most, all training images are seen");
  private static final Key<TrainingSetup, Integer> BATCH =
      Key.required("batch", ScalarForm.whole(1), of(TrainingOptions::batch), "images in a step");
  private static final Key<TrainingSetup, Optimizer> OPTIMIZER =
      Key.required(
          "optimizer",
          OptimizerForms.all(),
          of(options -> unclipped(options.optimizer())),
          "how the weights follow their gradients: sgd or adamw");
  private static final Key<TrainingSetup, Optional<Float>> CLIP =
      Key.optional(
          "clip",
          ScalarForm.singleNumber(Range.POSITIVE),
          of(options -> clip(options.optimizer())),
          "the most that the norm of all gradients together may be");
  private static final Key<TrainingSetup, Schedule> SCHEDULE =
      Key.withDefault(
          "schedule",
          ScheduleForms.all(),
          USUAL.schedule(),
          of(options -> afterWarmUp(options.schedule())),
          "what becomes of the learning rate");
  private static final Key<TrainingSetup, Optional<Double>> WARM_UP =
      Key.optional(
          "warm-up",
          ScalarForm.number(Range.AT_LEAST_ZERO),
          of(options -> warmUp(options.schedule())),
          "the epochs in which the rate grows from nearly 0, before the schedule; parts of one are possible");
  private static final Key<TrainingSetup, Float> LABEL_SMOOTHING =
      Key.withDefault(
          "label-smoothing",
          ScalarForm.singleNumber(Range.BELOW_ONE),
          USUAL.labelSmoothing(),
          of(TrainingOptions::labelSmoothing),
          "how much of a target is spread over all classes");
  private static final Key<TrainingSetup, Optional<EarlyStopping>> EARLY_STOPPING =
      Key.optional(
          "early-stopping",
          earlyStopping(),
          of(TrainingOptions::stopping),
          "ends the training where it does not get better any more");
  private static final Key<TrainingSetup, Optional<Criterion>> BEST_BY =
      Key.optional(
          "best-by",
          ScalarForm.word(Criterion.class),
          of(TrainingOptions::best),
          "keeps the weights of the best epoch by this; else those of the last");
  private static final Key<TrainingSetup, Long> SEED =
      Key.withDefault(
          "seed",
          ScalarForm.seed(),
          USUAL.seed(),
          of(TrainingOptions::seed),
          "what everything random follows from");
  private static final Key<TrainingSetup, Boolean> GRAPH =
      Key.withDefault(
          "graph",
          ScalarForm.truth(),
          USUAL.graph(),
          of(TrainingOptions::graph),
          "whether a step is one CUDA graph, or launched call by call");
  private static final Key<TrainingSetup, Augmentation> AUGMENTATION =
      Key.withDefault(
          "augmentation",
          augmentation(),
          USUAL.augmentation(),
          of(TrainingOptions::augmentation),
          "how the training images are varied");

  /** Where nothing is frozen, it is left out. */
  private static final Key<TrainingSetup, Optional<List<String>>> FREEZE =
      Key.optional(
          FROZEN,
          new ListForm<>(ScalarForm.name(), "a list of nodes' names"),
          of(options -> Optional.of(List.copyOf(options.freeze())).filter(it -> !it.isEmpty())),
          "the nodes that are not trained");

  private static final Key<TrainingSetup, PreprocessingChoice> PREPROCESSING =
      Key.withDefault(
          "preprocessing",
          PreprocessingChoice.form(),
          new PreprocessingChoice.Scaled(),
          TrainingSetup::preprocessing,
          "which numbers the pixels become");

  private TrainingForm() {}

  /** All of it. */
  static ObjectForm<TrainingSetup> all() {
    return new ObjectForm<>(
        "How the network is trained.",
        List.of(
            EPOCHS,
            BATCH,
            OPTIMIZER,
            CLIP,
            SCHEDULE,
            WARM_UP,
            LABEL_SMOOTHING,
            EARLY_STOPPING,
            BEST_BY,
            SEED,
            GRAPH,
            AUGMENTATION,
            FREEZE,
            PREPROCESSING),
        TrainingForm::make);
  }

  private static TrainingSetup make(Values values) {
    Optimizer optimizer = values.get(OPTIMIZER);
    Schedule schedule = values.get(SCHEDULE);
    return new TrainingSetup(
        new TrainingOptions(
            values.get(EPOCHS),
            values.get(BATCH),
            values.get(CLIP).<Optimizer>map(optimizer::clippedTo).orElse(optimizer),
            values.get(WARM_UP).map(schedule::afterWarmUp).orElse(schedule),
            values.get(LABEL_SMOOTHING),
            values.get(EARLY_STOPPING),
            values.get(BEST_BY),
            values.get(SEED),
            values.get(GRAPH),
            values.get(AUGMENTATION),
            Set.copyOf(values.get(FREEZE).orElse(List.of()))),
        values.get(PREPROCESSING));
  }

  private static <V> Function<TrainingSetup, V> of(Function<TrainingOptions, V> option) {
    return setup -> option.apply(setup.options());
  }

  private static Optimizer unclipped(Optimizer optimizer) {
    return optimizer instanceof Clipped clipped ? clipped.optimizer() : optimizer;
  }

  private static Optional<Float> clip(Optimizer optimizer) {
    return optimizer instanceof Clipped clipped
        ? Optional.of(clipped.maximumNorm())
        : Optional.empty();
  }

  private static Schedule afterWarmUp(Schedule schedule) {
    return schedule instanceof WarmUpSchedule warmUp ? warmUp.then() : schedule;
  }

  private static Optional<Double> warmUp(Schedule schedule) {
    return schedule instanceof WarmUpSchedule warmUp
        ? Optional.of(warmUp.epochs())
        : Optional.empty();
  }

  private static Form<EarlyStopping> earlyStopping() {
    Key<EarlyStopping, Criterion> criterion =
        Key.required(
            "criterion",
            ScalarForm.word(Criterion.class),
            EarlyStopping::criterion,
            "what is looked at on the validation images: loss or accuracy");
    Key<EarlyStopping, Integer> patience =
        Key.required(
            "patience",
            ScalarForm.whole(1),
            EarlyStopping::patience,
            "how many epochs in a row may pass without a gain");
    Key<EarlyStopping, Double> gain =
        Key.withDefault(
            "minimum-gain",
            ScalarForm.number(Range.AT_LEAST_ZERO),
            0.0,
            EarlyStopping::minimumGain,
            "what counts as one: more than this, in nats or as a share of the images");
    return new ObjectForm<>(
        "Ends the training where it does not get better any more.",
        List.of(criterion, patience, gain),
        values -> new EarlyStopping(values.get(criterion), values.get(patience), values.get(gain)));
  }

  private static Form<Augmentation> augmentation() {
    Key<Augmentation, Integer> pad =
        Key.withDefault(
            "pad",
            ScalarForm.whole(0),
            Augmentation.NONE.pad(),
            Augmentation::pad,
            "zeros on each side, of which a random crop of the old size is taken");
    Key<Augmentation, Boolean> flip =
        Key.withDefault(
            "flip",
            ScalarForm.truth(),
            Augmentation.NONE.flip(),
            Augmentation::flip,
            "whether every other image, at random, is mirrored left for right");
    return new ObjectForm<>(
        "How the training images are varied, anew in each step.",
        List.of(pad, flip),
        values -> new Augmentation(values.get(pad), values.get(flip)));
  }
}
