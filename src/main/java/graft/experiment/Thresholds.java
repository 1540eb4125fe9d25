package graft.experiment;

import graft.data.KnownDataset;
import graft.train.Evaluation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What an experiment must show to count as reproduced. Losses that follow training are compared as
 * the mean over all seeds; what holds before training must hold for each seed.
 *
 * @param learned what the teacher must have learned; empty for data whose losses are not known:
 *     then the order of the runs counts alone
 * @param widerOrder whether net2wider must end at or under random-pad
 */
public record Thresholds(Optional<Learned> learned, boolean widerOrder) {
  /**
   * What is known of a data set.
   *
   * @param teacherLoss the most that the teacher's last validation loss may be, in nats
   * @param teacherAccuracy the least that its last validation accuracy may be, 0 to 1
   * @param randomPad the least that random-pad's loss before training may be, in teacher's losses
   */
  public record Learned(double teacherLoss, double teacherAccuracy, double randomPad) {}

  /** How far a function-preserving student may start from its teacher's loss, relative to it. */
  private static final double PRESERVED = 0.10;

  /** Random-init starts near chance, ln 10 = 2.30 nats for ten classes. */
  private static final double NEAR_CHANCE = 1.5;

  /** Random-pad on MNIST starts at about twice the teacher's loss. */
  private static final double TWICE = 1.3;

  /**
   * For all images and 3 epochs. Of MNIST a neighbourhood of the published losses; other data was
   * never measured at that length, and is held to the order alone.
   *
   * @param data which published data set it is; empty for any other
   */
  public static Thresholds full(Optional<KnownDataset> data) {
    return new Thresholds(
        data.filter(KnownDataset.MNIST::equals).map(mnist -> new Learned(0.050, 0.985, TWICE)),
        true);
  }

  /**
   * For 12,000 images and 2 epochs: the orderings that show at once, and what the teacher learns.
   * That is the mean of seeds 1 to 5 and four of their standard deviations, measured on the
   * software device (AVX2, one thread) at commit 6396211; the command measures it again:
   *
   * <pre>
   * graft experiment --device software --limit 12000 --epochs 2 --seed 1,2,3,4,5 --data DATA
   *
   *                teacher's last loss               mean    deviation  limit
   * mnist          .0973 .1153 .1038 .1023 .1166     0.1071  0.0085     0.141
   * fashion-mnist  .4342 .4627 .4846 .4374 .4436     0.4525  0.0211     0.537
   *
   *                its accuracy in %                 mean    deviation  limit
   * mnist          97.06 96.45 96.66 96.67 96.16     96.60   0.33       95.2
   * fashion-mnist  84.80 82.58 82.48 84.19 84.03     83.62   1.03       79.4
   * </pre>
   *
   * Random-pad's start varies too much for that (1.6 to 5.0 teacher's losses on MNIST, 1.2 to 2.4
   * on Fashion-MNIST): it is only told from a preserved function.
   *
   * @param data which published data set it is; empty for any other
   */
  public static Thresholds shortened(Optional<KnownDataset> data) {
    return new Thresholds(
        data.map(
            known ->
                switch (known) {
                  case MNIST -> new Learned(0.141, 0.952, 1 + PRESERVED);
                  case FASHION_MNIST -> new Learned(0.537, 0.794, 1 + PRESERVED);
                }),
        false);
  }

  /**
   * What does not hold, a sentence each; empty if all is well.
   *
   * @throws IllegalArgumentException if there is no result
   */
  public List<String> violations(List<ExperimentResult> results) {
    if (results.isEmpty()) {
      throw new IllegalArgumentException("found no result of an experiment, expected 1 or more");
    }
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
    learned.ifPresent(known -> checkTeacher(results, known, violations));
    if (widerOrder) {
      ordered(results, Runs.WIDER_NET2WIDER, Runs.WIDER_RANDOM_PAD, violations);
    }
    ordered(results, Runs.DEEPER_NET2DEEPER, Runs.DEEPER_RANDOM_INIT, violations);
    return violations;
  }

  private static void checkTeacher(
      List<ExperimentResult> results, Learned known, List<String> violations) {
    atMost(
        "teacher's last loss",
        mean(results, Thresholds::teacherLossOf),
        known.teacherLoss(),
        violations);
    atMost(
        "teacher's last error rate",
        1 - mean(results, result -> last(result, Runs.TEACHER).accuracy()),
        1 - known.teacherAccuracy(),
        violations);
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
        learned.map(Learned::randomPad).orElse(1.0),
        violations);
    atLeast(
        seed + "random-init's loss before training",
        before(result, Runs.DEEPER_RANDOM_INIT),
        learned.isPresent() ? NEAR_CHANCE : teacher,
        violations);
  }

  private static double teacherLossOf(ExperimentResult result) {
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
