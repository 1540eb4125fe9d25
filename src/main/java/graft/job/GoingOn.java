package graft.job;

import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.nn.Optimizer;
import graft.tensor.HostTensor;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How a training goes on from a checkpoint with options of its own. */
final class GoingOn {
  private GoingOn() {}

  /**
   * The state as another run begins with it. Tensors that were frozen until now begin with a memory
   * of 0 and count their steps from here; what is remembered of those that are frozen from here on
   * is dropped.
   *
   * @param file for messages
   * @throws IllegalArgumentException if it has all epochs behind it, the optimizer keeps more or
   *     fewer numbers than the state's did, or the network cannot follow its teacher with it
   */
  static TrainingState of(TrainingState state, String file, TrainingOptions options) {
    int done = state.history().epochs().size();
    if (done >= options.epochs()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %d epochs behind it, which are counted in, and the training is for %d;"
                  + " expected more",
              file,
              done,
              options.epochs()));
    }
    Optimizer optimizer = options.optimizer();
    int kept = state.optimizer().size();
    if (kept != 0 && kept != optimizer.stateBlocks()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the optimizer of %s kept %d numbers of each parameter, %s keeps %d; expected the"
                  + " same optimizer, or its model, which begins with a fresh one",
              file,
              kept,
              optimizer,
              optimizer.stateBlocks()));
    }
    state
        .following()
        .filter(following -> !following.isOver(state.steps()))
        .ifPresent(following -> following.requireFits(state.model().spec(), optimizer));
    NetworkSpec trained = state.model().spec().frozen(options.freeze());
    List<Map<String, HostTensor>> memory = new ArrayList<>();
    Map<String, Long> births = new LinkedHashMap<>(state.births());
    for (Map<String, HostTensor> numbers : state.optimizer()) {
      Map<String, HostTensor> of = new LinkedHashMap<>();
      for (NodeParameter parameter : trained.parameters()) {
        if (parameter.parameter().trained()) {
          HostTensor known = numbers.get(parameter.name());
          if (known == null) {
            births.put(parameter.name(), state.steps());
          }
          of.put(parameter.name(), known == null ? HostTensor.filled(parameter.shape(), 0) : known);
        }
      }
      memory.add(of);
    }
    TrainingState next = state.goingOnWith(state.model(), memory, births);
    return state.following().map(next::withFollowing).orElse(next);
  }
}
