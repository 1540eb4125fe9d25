package graft.experiment;

import graft.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What an experiment must show to count as reproduced. Losses that follow training are compared as
 * the mean over all seeds; what holds before training must hold for each seed.
 *
 * @param teacherLoss the most that the teacher's last validation loss may be, in nats
 * @param teacherAccuracy the least that its last validation accuracy may be, 0 to 1
 * @param widerOrder whether net2wider must end at or under random-pad
 */
public record Thresholds(double teacherLoss, double teacherAccuracy, boolean widerOrder) {
  /** How far a function-preserving student may start from its teacher's loss, relative to it. */
  private static final double PRESERVED = 0.10;

  /**
   * Random-pad starts at about twice the teacher's loss; this tells it from a preserved function.
   */
  private static final double RANDOM_PAD_WORSE = 1.3;

  /** Random-init starts near chance, ln 10 = 2.30 nats for ten classes. */
  private static final double NEAR_CHANCE = 1.5;

  /** For the whole of MNIST and 3 epochs. */
  public static Thresholds full() {
    return new Thresholds(0.050, 0.985, true);
  }

  /** For an epoch or two on some thousand digits: the orderings that show at once. */
  public static Thresholds shortened() {
    return new Thresholds(0.35, 0.90, false);
  }

  /** What does not hold, a sentence each; empty if all is well. */
  public List<String> violations(List<ExperimentResult> results) {
    List<String> violations = new ArrayList<>();
    for (ExperimentResult result : results) {
      for (Run run : Runs.ALL) {
        if (result.find(run).isEmpty()) {
          violations.add("seed " + result.seed() + ": run " + run.title() + " is missing");
        }
      }
    }
    if (!violations.isEmpty()) {
      return violations;
    }
    for (ExperimentResult result : results) {
      checkStarts(result, violations);
    }
    atMost("teacher's last loss", mean(results, this::teacherLossOf), teacherLoss, violations);
    atMost(
        "teacher's last error rate",
        1 - mean(results, result -> last(result, Runs.TEACHER).accuracy()),
        1 - teacherAccuracy,
        violations);
    if (widerOrder) {
      ordered(results, Runs.WIDER_NET2WIDER, Runs.WIDER_RANDOM_PAD, violations);
    }
    ordered(results, Runs.DEEPER_NET2DEEPER, Runs.DEEPER_RANDOM_INIT, violations);
    return violations;
  }

  private void checkStarts(ExperimentResult result, List<String> violations) {
    double teacher = teacherLossOf(result);
    String seed = "seed " + result.seed() + ": ";
    for (Run run : List.of(Runs.WIDER_NET2WIDER, Runs.DEEPER_NET2DEEPER)) {
      double off = Math.abs(before(result, run) - teacher) / teacher;
      atMost(
          seed + run.title() + "'s relative distance from the teacher's loss before training",
          off,
          PRESERVED,
          violations);
    }
    atLeast(
        seed + "random-pad's loss before training, in teacher's losses",
        before(result, Runs.WIDER_RANDOM_PAD) / teacher,
        RANDOM_PAD_WORSE,
        violations);
    atLeast(
        seed + "random-init's loss before training",
        before(result, Runs.DEEPER_RANDOM_INIT),
        NEAR_CHANCE,
        violations);
  }

  private double teacherLossOf(ExperimentResult result) {
    return last(result, Runs.TEACHER).loss();
  }

  private static Evaluation last(ExperimentResult result, Run run) {
    return result.find(run).orElseThrow().history().last().validation();
  }

  private static double before(ExperimentResult result, Run run) {
    return result.find(run).orElseThrow().history().before().loss();
  }

  private static double mean(
      List<ExperimentResult> results, ToDoubleFunction<ExperimentResult> value) {
    return results.stream().mapToDouble(value).average().orElseThrow();
  }

  private static void ordered(
      List<ExperimentResult> results, Run better, Run worse, List<String> violations) {
    atMost(
        better.title() + "'s mean last loss against " + worse.title() + "'s",
        mean(results, result -> last(result, better).loss()),
        mean(results, result -> last(result, worse).loss()),
        violations);
  }

  // Both are written so that NaN is a violation.

  private static void atMost(String what, double found, double limit, List<String> violations) {
    if (!(found <= limit)) {
      violations.add(
          String.format(Locale.ROOT, "%s is %.4f, expected at most %.4f", what, found, limit));
    }
  }

  private static void atLeast(String what, double found, double limit, List<String> violations) {
    if (!(found >= limit)) {
      violations.add(
          String.format(Locale.ROOT, "%s is %.4f, expected at least %.4f", what, found, limit));
    }
  }
}
