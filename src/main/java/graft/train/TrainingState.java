package graft.train;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Weights;
import graft.tensor.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param run what run it is, and on what it was trained; empty before it began
 */
public record TrainingState(
    Model model,
    List<Map<String, HostTensor>> optimizer,
    long steps,
    History history,
    SweepCounts epoch,
    double epochSeconds,
    Optional<Weights> best,
    Optional<RunDescription> run) {
  /**
   * Keeps copies of the collections.
   *
   * @throws IllegalArgumentException if there are fewer steps than none
   */
  public TrainingState {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(history, "history");
    Objects.requireNonNull(epoch, "epoch");
    Objects.requireNonNull(best, "best");
    Objects.requireNonNull(run, "run");
    optimizer =
        optimizer.stream()
            .map(tensors -> Collections.unmodifiableMap(new LinkedHashMap<>(tensors)))
            .toList();
    if (steps < 0) {
      throw new IllegalArgumentException("steps is " + steps + ", expected 0 or more");
    }
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
