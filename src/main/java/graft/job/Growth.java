package graft.job;

import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.Preprocessing;
import graft.model.Statistics;
import graft.net2net.Grown;
import graft.net2net.Origin;
import graft.net2net.Preserves;
import graft.net2net.StateRule;
import graft.train.TrainingState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The growth of a model in a file, or of a training in a checkpoint, transform after transform. It
 * keeps the preprocessing and the class names, and its lineage says what was done. A value: each
 * transform gives another one.
 *
 * <pre>{@code
 * Growth growth = Growth.of(Teacher.read(file, System.err::println));
 * Widening wider = Widen.net2wider(growth.model(), "conv1", 128, RANDOM_SHARES, random);
 * growth = growth.then("widen", Map.of("conv1", "128"), wider.grown());
 * growth.file().write(path);
 * }</pre>
 */
public final class Growth {
  private final Teacher teacher;
  private final Model model;
  private final List<Lineage.Transform> transforms;
  private final List<Long> seeds;
  private final Preserves preserves;
  private final Optional<Measurement> measurement;
  private final List<String> unmeasured;
  private final Optional<GrownTraining> training;

  private Growth(
      Teacher teacher,
      Model model,
      List<Lineage.Transform> transforms,
      List<Long> seeds,
      Preserves preserves,
      Optional<Measurement> measurement,
      List<String> unmeasured,
      Optional<GrownTraining> training) {
    this.teacher = teacher;
    this.model = model;
    this.transforms = List.copyOf(transforms);
    this.seeds = List.copyOf(seeds);
    this.preserves = preserves;
    this.measurement = measurement;
    this.unmeasured = List.copyOf(unmeasured);
    this.training = training;
  }

  /** Nothing has grown yet. */
  public static Growth of(Teacher teacher) {
    return new Growth(
        teacher,
        teacher.file().model(),
        List.of(),
        List.of(),
        Preserves.EVERYWHERE,
        Optional.empty(),
        List.of(),
        teacher.state().map(state -> GrownTraining.of(state, teacher.file())));
  }

  /**
   * The same with another rule for the optimizer's memory than {@link StateRule#MAPPED}.
   *
   * @throws IllegalArgumentException if a model grows, which has none, or something has grown
   */
  public Growth withState(StateRule rule) {
    if (!transforms.isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d transforms are done; expected the rule for the optimizer's memory before the"
                  + " first",
              transforms.size()));
    }
    if (training.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is a model, which has no optimizer's memory; expected a checkpoint"
              .formatted(teacher.parent().file()));
    }
    return new Growth(
        teacher,
        model,
        transforms,
        seeds,
        preserves,
        measurement,
        unmeasured,
        training.map(it -> it.withRule(rule)));
  }

  /** The same, with statistics of new channels measured where transforms leave some to that. */
  public Growth measuring(Measurement by) {
    return new Growth(
        teacher, model, transforms, seeds, preserves, Optional.of(by), unmeasured, training);
  }

  /** The same with a seed in the lineage, of what transforms draw. */
  public Growth withSeed(long seed) {
    return new Growth(
        teacher, model, transforms, and(seeds, seed), preserves, measurement, unmeasured, training);
  }

  /**
   * One more transform.
   *
   * @param name of it in the lineage
   * @param arguments of it in the lineage
   * @param transformed what it made of the {@link #model}
   * @throws IllegalArgumentException if it was made of another network
   */
  public Growth then(String name, Map<String, String> arguments, Grown transformed) {
    Grown grown = transformed;
    for (Origin origin : grown.origins().values()) {
      var unused = model.weights().get(origin.teacher());
    }
    List<String> left = new ArrayList<>(unmeasured);
    if (!grown.unmeasured().isEmpty()) {
      if (measurement.isPresent()) {
        grown = grown.withModel(measurement.get().calibrated(grown.model(), grown.unmeasured()));
      } else {
        left.addAll(grown.unmeasured().keySet());
      }
    }
    return new Growth(
        teacher,
        grown.model(),
        and(transforms, new Lineage.Transform(name, arguments)),
        seeds,
        preserves.and(grown.preserves()),
        measurement,
        left,
        training.map(it -> it.then(transformed)));
  }

  /**
   * The statistics of a node's output, as training sees them.
   *
   * @throws IllegalArgumentException if there is nothing to measure on, or no such node
   */
  public Statistics measured(String node) {
    return measuring().of(model, node);
  }

  private Measurement measuring() {
    return measurement.orElseThrow(
        () -> new IllegalArgumentException("no samples to measure on; expected some"));
  }

  /**
   * The running statistics of all normalisations, measured. It preserves the function in training
   * only, where they are not used.
   *
   * @throws IllegalArgumentException if there is nothing to measure on, or no normalisation
   */
  public Growth calibrated() {
    Measurement by = measuring();
    if (model.spec().nodes().stream().noneMatch(node -> node.op() instanceof BatchNorm)) {
      throw new IllegalArgumentException(
          "the network has no BatchNorm, so there are no running statistics to measure");
    }
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("samples", Integer.toString(by.measured()));
    arguments.put("source", by.samples().source());
    arguments.put("batch", Integer.toString(by.batch()));
    return new Growth(
        teacher,
        by.calibrated(model),
        and(transforms, new Lineage.Transform("calibrate", arguments)),
        seeds,
        Preserves.NOWHERE,
        measurement,
        List.of(),
        training);
  }

  private static <T> List<T> and(List<T> some, T more) {
    List<T> all = new ArrayList<>(some);
    all.add(more);
    return all;
  }

  /** What it grows from. */
  public Teacher teacher() {
    return teacher;
  }

  /** The model as it is now. */
  public Model model() {
    return model;
  }

  /** In which passes all transforms together preserve the function. */
  public Preserves preserves() {
    return preserves;
  }

  /** Normalisations with channels whose running statistics are not those of any data. */
  public List<String> unmeasured() {
    return unmeasured;
  }

  /** The same with a certificate in its lineage. */
  public Growth certified(Certificate certificate) {
    List<Lineage.Transform> told = new ArrayList<>(transforms);
    if (!told.isEmpty()) {
      Lineage.Transform last = told.remove(told.size() - 1);
      told.add(certificate.in(last));
    }
    return new Growth(teacher, model, told, seeds, preserves, measurement, unmeasured, training);
  }

  /** The grown model as a file tells it. New input channels are bytes / 255. */
  public ModelFile file() {
    ModelFile before = teacher.file();
    Preprocessing preprocessing = before.preprocessing().withChannels(model.spec().input().last());
    return new ModelFile(model, preprocessing, before.classNames(), lineage(), before.notes());
  }

  /**
   * The training that goes on with the grown model: its notes say what {@link #file} does. Empty if
   * a model grew.
   *
   * @param follow for how many steps the student's steps are such that it stays what its teacher
   *     would have become; 0 for none. In as many again it comes free
   * @throws IllegalArgumentException if it cannot follow; says why
   */
  public Optional<TrainingState> training(long follow) {
    return training
        .map(it -> it.state(model, follow))
        .map(state -> state.withNotes(ModelSource.notes(file(), state.history().epochs().size())));
  }

  private Lineage lineage() {
    Lineage lineage = teacher.file().lineage().goneOn(Instant.now()).withParent(teacher.parent());
    for (Lineage.Transform transform : transforms) {
      lineage = lineage.withTransform(transform);
    }
    for (long seed : seeds) {
      lineage = lineage.withSeed(seed);
    }
    return lineage;
  }
}
