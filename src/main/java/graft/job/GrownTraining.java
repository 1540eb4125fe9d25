package graft.job;

import graft.files.ModelFile;
import graft.model.Model;
import graft.model.NodeParameter;
import graft.model.Shares;
import graft.net2net.Grown;
import graft.net2net.StateGrowth;
import graft.net2net.StateRule;
import graft.nn.Following;
import graft.tensor.HostTensor;
import graft.train.TrainingState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a training remembers besides its weights, growing along with them. */
final class GrownTraining {
  /** Of those who do not say it: of one number momentum, of two Adam's means. */
  private static final List<Integer> USUAL_POWERS = List.of(1, 2);

  private final TrainingState teacher;
  private final List<Integer> powers;
  private final StateRule rule;
  private final List<Map<String, HostTensor>> optimizer;
  private final Map<String, Long> births;
  private final Map<String, Shares> shares;
  private final Optional<String> notFollowable;

  private GrownTraining(
      TrainingState teacher,
      List<Integer> powers,
      StateRule rule,
      List<Map<String, HostTensor>> optimizer,
      Map<String, Long> births,
      Map<String, Shares> shares,
      Optional<String> notFollowable) {
    this.teacher = teacher;
    this.powers = powers;
    this.rule = rule;
    this.optimizer = optimizer;
    this.births = births;
    this.shares = shares;
    this.notFollowable = notFollowable;
  }

  /**
   * Nothing has grown yet.
   *
   * @throws IllegalArgumentException if the teacher follows one of its own, or its optimizer is not
   *     known
   */
  static GrownTraining of(TrainingState state, ModelFile file) {
    state
        .following()
        .filter(following -> !following.isOver(state.steps()))
        .ifPresent(
            following -> {
              throw new IllegalArgumentException(
                  String.format(
                      Locale.ROOT,
                      "the training follows a teacher of its own until step %d, and is at step %d;"
                          + " let it come to that step first",
                      following.from() + 2 * following.steps(),
                      state.steps()));
            });
    List<Integer> powers =
        TrainingJob.setupOf(file, "the checkpoint")
            .map(setup -> setup.options().optimizer().gradientPowers())
            .orElse(USUAL_POWERS);
    if (powers.size() < state.optimizer().size()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the optimizer kept %d numbers of each parameter, of which %d are known; expected Sgd"
                  + " or AdamW",
              state.optimizer().size(),
              powers.size()));
    }
    return new GrownTraining(
        state,
        powers,
        StateRule.MAPPED,
        state.optimizer(),
        state.births(),
        Map.of(),
        Optional.empty());
  }

  GrownTraining withRule(StateRule other) {
    return new GrownTraining(
        teacher,
        powers,
        other,
        optimizer,
        other == StateRule.RESET ? bornNow(teacher) : births,
        shares,
        notFollowable);
  }

  /** All count their steps anew, also where nothing grows. */
  private static Map<String, Long> bornNow(TrainingState state) {
    Map<String, Long> births = new LinkedHashMap<>();
    for (NodeParameter parameter : state.model().spec().parameters()) {
      if (parameter.parameter().trained() && state.steps() > 0) {
        births.put(parameter.name(), state.steps());
      }
    }
    return births;
  }

  /** After one more transform. */
  GrownTraining then(Grown grown) {
    StateGrowth growth = new StateGrowth(grown, rule);
    List<Map<String, HostTensor>> moments = new ArrayList<>();
    for (int i = 0; i < optimizer.size(); i++) {
      moments.add(growth.moments(optimizer.get(i), powers.get(i)));
    }
    return new GrownTraining(
        teacher,
        powers,
        rule,
        moments,
        growth.births(births, teacher.steps()),
        growth.shares(shares),
        notFollowable.or(grown::notFollowable));
  }

  /**
   * The training, going on with the grown model.
   *
   * @param follow for how many steps it follows its teacher, 0 for none
   * @throws IllegalArgumentException if it cannot follow
   */
  TrainingState state(Model model, long follow) {
    TrainingState state =
        teacher.goingOnWith(model, rule == StateRule.RESET ? List.of() : optimizer, births);
    if (follow == 0) {
      return state;
    }
    if (rule != StateRule.MAPPED) {
      throw new IllegalArgumentException(
          "a network follows its teacher only with its optimizer's memory mapped, and it is to be %s"
              .formatted(rule == StateRule.RESET ? "reset" : "kept"));
    }
    notFollowable.ifPresent(
        reason -> {
          throw new IllegalArgumentException("the network cannot follow its teacher: " + reason);
        });
    Following following = new Following(teacher.steps(), follow, shares);
    following.requireFits(model.spec());
    return state.withFollowing(following);
  }
}
