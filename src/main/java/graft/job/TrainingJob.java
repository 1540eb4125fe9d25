package graft.job;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.config.PreprocessingChoice;
import graft.config.TrainingFile;
import graft.config.TrainingJson;
import graft.config.TrainingSetup;
import graft.data.DataSplits;
import graft.data.ImageDataset;
import graft.device.Device;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.train.Cancellation;
import graft.train.Evaluation;
import graft.train.History;
import graft.train.ResidentData;
import graft.train.StepRunner;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A training of a network on a data set: from a training file, or on from a model in a file. It is
 * a value; nothing is computed before {@link #run}.
 *
 * <pre>{@code
 * TrainingJob job = TrainingJob.of(TrainingFile.read(Path.of("lenet5.yaml")), data);
 * job.run(device, TrainingListener.SILENT, new Cancellation()).model().write(file);
 * }</pre>
 *
 * @param start where the training starts: an untrained or a trained model, or a training that stood
 *     there, such as a grown one
 * @param preprocessing how bytes become the network's input
 * @param options of the training
 * @param data what it is trained and validated on
 * @param lineage where the initial model comes from
 */
public record TrainingJob(
    TrainingState start,
    Preprocessing preprocessing,
    TrainingOptions options,
    DataSplits data,
    Lineage lineage) {
  /** The key of the note in a model's file that says how it was trained. */
  private static final String TRAINING = "training";

  /**
   * What a training leaves.
   *
   * @param model with its lineage
   * @param result how it went; whether it was cancelled, and where it can be gone on from
   */
  public record Trained(ModelFile model, Trainer.Result result) {}

  /**
   * A network that a training file describes, untrained, its weights drawn by the file's seed.
   *
   * @throws graft.files.MistakeException if the network does not fit the data
   * @throws IllegalArgumentException if the preprocessing does not
   */
  public static TrainingJob of(TrainingFile file, DataSplits data) {
    ImageDataset images = data.train();
    TrainingOptions options = file.training().options();
    NetworkSpec network = file.network().spec(images.sample(), images.classes());
    file.network().requireLogits(network, images.name(), images.classes());
    Model drawn = Model.untrained(network, options.seed());
    return new TrainingJob(
        TrainingState.beginning(drawn),
        file.training().preprocessing().of(images),
        options,
        data,
        Lineage.madeAt(Instant.now()));
  }

  /**
   * A model that is trained on, with the preprocessing that it has. One with a new head takes the
   * classes that the data has.
   *
   * <p>A training that stood in a checkpoint goes on there: with what its optimizer remembers, its
   * count of steps, and its history, which the epochs' number counts in. The options are free.
   *
   * @param teacher the model, or the training
   * @throws IllegalArgumentException if its classes are not the data's, it has all its epochs
   *     behind it, or the optimizer keeps other numbers than the training's did
   */
  public static TrainingJob of(Teacher teacher, TrainingSetup setup, DataSplits data) {
    ModelFile from = teacher.file();
    Lineage.Parent parent = teacher.parent();
    List<String> classes = data.train().classNames();
    int logits = from.model().spec().outputShape().elements();
    if (from.classNames().isEmpty() && logits != classes.size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the new head of %s is for %d classes, %s has %s; expected as many",
              parent.file(),
              logits,
              data.train().name(),
              classes));
    }
    if (!from.classNames().isEmpty() && !from.classNames().equals(classes)) {
      throw new IllegalArgumentException(
          "%s tells the classes %s apart, %s has %s; expected the same in the same order"
              .formatted(parent.file(), from.classNames(), data.train().name(), classes));
    }
    return new TrainingJob(
        start(teacher, setup.options()),
        from.preprocessing(),
        setup.options(),
        data,
        from.lineage().goneOn(Instant.now()).withParent(parent));
  }

  /**
   * Where a model's training starts, or goes on.
   *
   * @throws IllegalArgumentException if the network cannot be frozen as the options say, a training
   *     has all its epochs behind it, or the optimizer keeps other numbers than the training's did
   */
  public static TrainingState start(Teacher teacher, TrainingOptions options) {
    var unused = teacher.file().model().spec().frozen(options.freeze());
    return teacher
        .state()
        .map(state -> GoingOn.of(state, teacher.parent().file(), options))
        .orElseGet(() -> TrainingState.beginning(teacher.file().model()));
  }

  /**
   * Refuses null.
   *
   * @throws IllegalArgumentException if the network cannot be frozen as the options say
   */
  public TrainingJob {
    Objects.requireNonNull(start, "start");
    Objects.requireNonNull(preprocessing, "preprocessing");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(lineage, "lineage");
    start.model().spec().frozen(options.freeze()); // may refuse
  }

  /** The model that it starts with. */
  public Model initial() {
    return start.model();
  }

  /**
   * Trains from the beginning.
   *
   * @throws graft.train.DeviceMemoryException if the device has too little memory
   * @throws graft.train.TrainingDivergedException if a loss is NaN or infinite
   */
  public Trained run(Device device, TrainingListener listener, Cancellation cancellation) {
    return run(device, start, listener, cancellation);
  }

  /**
   * Trains from a state on.
   *
   * @throws graft.train.ResumeRefusedException if the state is of another run
   * @throws graft.train.DeviceMemoryException if the device has too little memory
   * @throws graft.train.TrainingDivergedException if a loss is NaN or infinite
   */
  public Trained run(
      Device device, TrainingState from, TrainingListener listener, Cancellation cancellation) {
    from.requireNetwork(initial().spec());
    try (ResidentData training = ResidentData.upload(device, data.train(), preprocessing);
        ResidentData validation = ResidentData.upload(device, data.test(), preprocessing)) {
      Trainer.Result result =
          new Trainer(device, training, validation)
              .train(from.withNotes(notes()), options, listener, cancellation);
      return new Trained(file(result), result);
    }
  }

  /**
   * Some training steps for a profiler, between cuProfilerStart and cuProfilerStop, after {@link
   * StepRunner#WARM_UP_STEPS} others.
   *
   * @param steps how many, as often through the training set as it takes
   * @return seconds that a step took
   * @throws IllegalArgumentException if the training set is smaller than a batch
   */
  public double profile(Device device, int steps) {
    try (ResidentData training = ResidentData.upload(device, data.train(), preprocessing);
        StepRunner profiled = StepRunner.training(device, training, initial(), options)) {
      return profiled.profile(steps);
    }
  }

  private ModelFile file(Trainer.Result result) {
    return file(result.trained(), result.history());
  }

  /** What its checkpoints say of the model. */
  private Map<String, String> notes() {
    return ModelSource.notes(
        file(initial(), new History(Evaluation.NONE, List.of())), start.history().epochs().size());
  }

  private ModelFile file(Model model, History history) {
    return TrainedModel.file(
            model,
            preprocessing,
            data,
            lineage,
            options.seed(),
            history,
            start.history().epochs().size())
        .withNote(TRAINING, TrainingJson.write(setup()).toString());
  }

  /** How it is trained, as a training file would say it. */
  TrainingSetup setup() {
    return new TrainingSetup(options, new PreprocessingChoice.Given(preprocessing));
  }

  /**
   * How a model was trained, as its file says.
   *
   * @param source what mistakes name: the model's file
   * @throws graft.files.MistakeException if what it says is no training
   */
  public static Optional<TrainingSetup> setupOf(ModelFile model, String source) {
    String text = model.notes().getOrDefault(TRAINING, "");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(TrainingJson.read(new ObjectMapper().readTree(text), source));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
