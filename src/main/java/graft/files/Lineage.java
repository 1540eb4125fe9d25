package graft.files;

import graft.fetch.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What made a model: enough to tell where it comes from and, with the same data, to make it again.
 *
 * @param parents the models that it was made from, in the order in which they were made
 * @param transforms what was done before this training, in order: growing, and earlier trainings
 * @param seeds of everything random, in order of use
 * @param data what it was trained on
 * @param epochs for how many it was trained; 0 if not at all
 * @param training how long that took, in whole milliseconds
 * @param made when the model was done, if that is known
 * @param graft the version of Graft that made it, if that is known
 */
public record Lineage(
    List<Parent> parents,
    List<Transform> transforms,
    List<Long> seeds,
    List<Data> data,
    int epochs,
    Duration training,
    Optional<Instant> made,
    Optional<String> graft) {
  private static final Duration LONGEST = Duration.ofMillis(Long.MAX_VALUE);

  /** Nothing is known. */
  public static final Lineage UNKNOWN =
      new Lineage(
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          0,
          Duration.ZERO,
          Optional.empty(),
          Optional.empty());

  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if the epochs or the time are negative, or the time is more
   *     milliseconds than a long holds
   */
  public Lineage {
    parents = List.copyOf(parents);
    transforms = List.copyOf(transforms);
    seeds = List.copyOf(seeds);
    data = List.copyOf(data);
    if (epochs < 0 || training.isNegative() || training.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d epochs in %s, expected 0 or more in at most %s",
              epochs,
              training,
              LONGEST));
    }
    training = training.truncatedTo(ChronoUnit.MILLIS);
  }

  /** Made by this Graft; nothing else is said yet. */
  public static Lineage madeAt(Instant time) {
    Optional<String> version =
        Optional.ofNullable(Lineage.class.getPackage().getImplementationVersion());
    return new Lineage(
        List.of(), List.of(), List.of(), List.of(), 0, Duration.ZERO, Optional.of(time), version);
  }

  /**
   * The beginning of a model that is made from this one by this Graft: with the same parents, seeds
   * and transforms, and, where this one was trained, a transform more that says how.
   */
  public Lineage goneOn(Instant time) {
    Lineage next = madeAt(time);
    return new Lineage(
        parents,
        epochs > 0 ? and(transforms, trained()) : transforms,
        seeds,
        List.of(),
        0,
        Duration.ZERO,
        next.made,
        next.graft);
  }

  private Transform trained() {
    Map<String, String> arguments = new LinkedHashMap<>();
    arguments.put("epochs", Integer.toString(epochs));
    arguments.put("seconds", Double.toString(training.toMillis() / 1e3));
    if (!data.isEmpty()) {
      Data last = data.get(data.size() - 1);
      arguments.put("data", last.name());
      arguments.put("samples", Integer.toString(last.training()));
    }
    return new Transform("train", arguments);
  }

  /** The same with one more parent. */
  public Lineage withParent(Parent parent) {
    return new Lineage(
        and(parents, parent), transforms, seeds, data, epochs, training, made, graft);
  }

  /** The same with one more transform, behind those before. */
  public Lineage withTransform(Transform transform) {
    return new Lineage(
        parents, and(transforms, transform), seeds, data, epochs, training, made, graft);
  }

  /** The same with one more seed. */
  public Lineage withSeed(long seed) {
    return new Lineage(parents, transforms, and(seeds, seed), data, epochs, training, made, graft);
  }

  /** The same with one more data set. */
  public Lineage withData(Data more) {
    return new Lineage(parents, transforms, seeds, and(data, more), epochs, training, made, graft);
  }

  /**
   * The same, trained for so long.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Lineage withTraining(int epochsTrained, Duration time) {
    return new Lineage(parents, transforms, seeds, data, epochsTrained, time, made, graft);
  }

  /** The same, made at another time, or nobody knows when. */
  public Lineage withMade(Optional<Instant> time) {
    return new Lineage(parents, transforms, seeds, data, epochs, training, time, graft);
  }

  private static <T> List<T> and(List<T> some, T more) {
    List<T> all = new ArrayList<>(some);
    all.add(more);
    return all;
  }

  /**
   * A model that this one was made from.
   *
   * @param file its file's name, without a folder
   * @param sha256 of the file, lower-case hexadecimal
   */
  public record Parent(String file, String sha256) {
    /**
     * Checks the checksum's form.
     *
     * @throws IllegalArgumentException if it is no SHA-256
     */
    public Parent {
      requireSha256(List.of(sha256));
    }

    /**
     * The one in a file.
     *
     * @throws IOException if it cannot be read
     */
    public static Parent of(Path file) throws IOException {
      return new Parent(String.valueOf(file.getFileName()), Sha256.of(file));
    }
  }

  /**
   * Something done to a model, as {@code widen}.
   *
   * @param name of what was done
   * @param arguments by name, in order
   */
  public record Transform(String name, Map<String, String> arguments) {
    /** Keeps a copy, in its order. */
    public Transform {
      arguments = copy(arguments);
    }
  }

  /**
   * A data set.
   *
   * @param name for a person, as "MNIST"
   * @param sha256 lower-case hexadecimal, by what each is of, in order
   * @param training how many samples were trained on
   * @param validation how many samples it was validated on
   */
  public record Data(String name, Map<String, String> sha256, int training, int validation) {
    /**
     * Keeps a copy, in its order.
     *
     * @throws IllegalArgumentException if a checksum is no SHA-256, or a count negative
     */
    public Data {
      sha256 = copy(sha256);
      requireSha256(sha256.values());
      if (training < 0 || validation < 0) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "found %d samples for training and %d for validation, expected 0 or more",
                training,
                validation));
      }
    }
  }

  private static Map<String, String> copy(Map<String, String> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static void requireSha256(Collection<String> checksums) {
    for (String checksum : checksums) {
      if (!checksum.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException(
            "'" + checksum + "' is no SHA-256, expected 64 lower-case hexadecimal digits");
      }
    }
  }
}
