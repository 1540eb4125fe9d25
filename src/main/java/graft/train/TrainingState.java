package graft.train;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Weights;
import graft.nn.Following;
import graft.tensor.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A training run between two steps: all that makes the rest of it the same bits. The order of the
 * samples, what is dropped and how images are varied follow from the seed and the counts; early
 * stopping's memory and the best epoch follow from the history.
 *
 * @param model the network, its weights and running statistics
 * @param optimizer for each number that the optimizer keeps of a parameter, the tensors of these
 *     numbers by the parameters' names; empty before the first step
 * @param steps training steps done, over all epochs
 * @param history the epochs that ended; before them {@link Evaluation#NONE} where the first
 *     evaluation did not
 * @param epoch what the epoch under way has counted; {@link SweepCounts#NONE} between two epochs
 * @param epochSeconds wall-clock time of the epoch under way
 * @param best the best weights so far, where the run keeps those
 * @param run what run it is, and on what it was trained; empty before it began, and where the rest
 *     is another run than what lies behind
 * @param births the counts of training steps at which tensors came to be, by the parameters' names;
 *     the others were there from the beginning
 * @param following of a grown network: how it follows its teacher
 * @param notes texts by name that whoever trains wants kept; training passes them on
 */
public record TrainingState(
    Model model,
    List<Map<String, HostTensor>> optimizer,
    long steps,
    History history,
    SweepCounts epoch,
    double epochSeconds,
    Optional<Weights> best,
    Optional<RunDescription> run,
    Map<String, Long> births,
    Optional<Following> following,
    Map<String, String> notes) {
  /**
   * Keeps copies of the collections.
   *
   * @throws IllegalArgumentException if there are fewer steps than none, a birth is of no parameter
   *     or of no step up to now, or a following begins later
   */
  public TrainingState {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(epoch, "epoch");
    Objects.requireNonNull(best, "best");
    Objects.requireNonNull(run, "run");
    Objects.requireNonNull(following, "following");
    optimizer =
        optimizer.stream()
            .map(tensors -> Collections.unmodifiableMap(new LinkedHashMap<>(tensors)))
            .toList();
    if (steps < 0) {
      throw new IllegalArgumentException("steps is " + steps + ", expected 0 or more");
    }
    births = Collections.unmodifiableMap(new LinkedHashMap<>(births));
    notes = Collections.unmodifiableMap(new LinkedHashMap<>(notes));
    requireBorn(births, model, steps);
    if (following.isPresent() && following.get().from() > steps) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network follows its teacher from step %d, expected %d, at which it stands, or an"
                  + " earlier one",
              following.get().from(),
              steps));
    }
  }

  private static void requireBorn(Map<String, Long> births, Model model, long steps) {
    births.forEach(
        (name, birth) -> {
          if (!model.weights().names().contains(name) || birth < 0 || birth > steps) {
            throw new IllegalArgumentException(
                String.format(
                    Locale.ROOT,
                    "'%s' came to be at step %d, expected a parameter of %s and a step from 0 to"
                        + " %d",
                    name,
                    birth,
                    model.weights().names(),
                    steps));
          }
        });
  }

  /** Of a network that did not grow, without notes. */
  public TrainingState(
      Model model,
      List<Map<String, HostTensor>> optimizer,
      long steps,
      History history,
      SweepCounts epoch,
      double epochSeconds,
      Optional<Weights> best,
      Optional<RunDescription> run) {
    this(
        model,
        optimizer,
        steps,
        history,
        epoch,
        epochSeconds,
        best,
        run,
        Map.of(),
        Optional.empty(),
        Map.of());
  }

  /** The beginning of a run from a model. */
  public static TrainingState beginning(Model initial) {
    return new TrainingState(
        initial,
        List.of(),
        0,
        new History(Evaluation.NONE, List.of()),
        SweepCounts.NONE,
        0,
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The beginning of another run where this one stands: with another network, such as this one's
   * grown. Steps, history, the epoch under way and notes stay, so epochs are numbered on, the
   * schedule and early stopping go on, and no network is evaluated before its first step; so the
   * other run needs the data and the batch size of this one.
   *
   * <p>There is no run to compare with. The best weights so far do not fit and are given up: the
   * other network as it is here counts as the best, with the validation of the last epoch that
   * ended, until an epoch is better. It follows no teacher, unless {@link #withFollowing} says so.
   *
   * @param other trained from here on
   * @param itsOptimizer what {@link #optimizer} is for it; empty for a fresh optimizer
   * @param itsBirths what {@link #births} is for it
   * @throws IllegalArgumentException if a birth is of no parameter of it, or of no step up to now
   */
  public TrainingState goingOnWith(
      Model other, List<Map<String, HostTensor>> itsOptimizer, Map<String, Long> itsBirths) {
    return new TrainingState(
        other,
        itsOptimizer,
        steps,
        new History(history.before(), history.epochs()),
        epoch,
        epochSeconds,
        Optional.empty(),
        Optional.empty(),
        itsBirths,
        Optional.empty(),
        notes);
  }

  /**
   * The same network, which follows its teacher.
   *
   * @throws IllegalArgumentException if it begins at a later step
   */
  public TrainingState withFollowing(Following how) {
    return new TrainingState(
        model,
        optimizer,
        steps,
        history,
        epoch,
        epochSeconds,
        best,
        run,
        births,
        Optional.of(how),
        notes);
  }

  /** The same with these notes in place of its own. */
  public TrainingState withNotes(Map<String, String> others) {
    return new TrainingState(
        model,
        optimizer,
        steps,
        history,
        epoch,
        epochSeconds,
        best,
        run,
        births,
        following,
        others);
  }

  /** The following, unless its time is over. */
  Optional<Following> followingNow() {
    return following.filter(it -> !it.isOver(steps));
  }

  /**
   * Refuses to go on with another network.
   *
   * @throws ResumeRefusedException if the state's is not this one; says where they differ
   */
  public void requireNetwork(NetworkSpec expected) {
    RunDescription.requireSameRun(
        Map.of("network", RunIdentity.text(model.spec())),
        Map.of("network", RunIdentity.text(expected)));
  }

  /** What the run would leave if it ended here: the best weights so far, or those that it has. */
  public Model bestModel() {
    return new Model(model.spec(), best.orElse(model.weights()));
  }

  /** The number of the epoch that is under way or comes next, counted from 1. */
  public int nextEpoch() {
    return history.epochs().size() + 1;
  }
}
