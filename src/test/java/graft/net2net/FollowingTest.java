package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import graft.net2net.Network64.Growth64;
import graft.random.Philox;
import graft.reference.ReferenceOps;
import graft.reference.RelativeDifference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * A student whose state and steps have the factors of its shares trains as its teacher would have:
 * the same logits at every step, up to float64's rounding. Each condition is broken once, to see
 * that it is one. Writes {@code target/following.md}.
 */
class FollowingTest {
  private static final int STEPS = 20;
  private static final int SAMPLES = 4;
  private static final int BATCHES = 4;
  private static final int SEEDS = 3;

  /** Of the largest logit at a step. */
  private static final double EXACT = 1e-12;

  private static final Update64 SGD = new Update64.Sgd(0.05, 0.9, 5e-3, false);
  private static final Update64 FOLDED = new Update64.Sgd(0.05, 0.9, 5e-3, true);

  private static Update64 adamW(double epsilon) {
    return new Update64.AdamW(3e-3, 0.9, 0.999, epsilon, 0.01);
  }

  /** A member of a group, and how many channels it gets. */
  private record Wider(String node, int channels) {}

  /** Five growths, of four groups; the first group twice. */
  private static final List<Wider> GROWTHS =
      List.of(
          new Wider("relu1", 9),
          new Wider("sum2", 8),
          new Wider("norm-a", 5),
          new Wider("side", 3),
          new Wider("stem", 11));

  /** What happens between the teacher's twentieth step and the student's first. */
  private record Case(
      String name,
      Update64 update,
      SymmetryBreaking breaking,
      StateRule rule,
      UnaryOperator<Factors64> factors,
      UnaryOperator<Training64> last,
      FollowedNetwork.Besides besides,
      double longest,
      double least,
      double most) {
    static Case exact(String name, Update64 update) {
      return new Case(
          name,
          update,
          SymmetryBreaking.UNIT_SHARES,
          StateRule.MAPPED,
          factors -> factors,
          student -> student,
          FollowedNetwork.Besides.NOTHING,
          Double.POSITIVE_INFINITY,
          0,
          EXACT);
    }

    static Case broken(String name, Update64 update, double least) {
      return exact(name, update).outOf(least);
    }

    private Case outOf(double floor) {
      return new Case(name, update, breaking, rule, factors, last, besides, longest, floor, 1e9);
    }

    Case with(SymmetryBreaking other) {
      return new Case(name, update, other, rule, factors, last, besides, longest, least, most);
    }

    Case with(StateRule other) {
      return new Case(name, update, breaking, other, factors, last, besides, longest, least, most);
    }

    Case factors(UnaryOperator<Factors64> other) {
      return new Case(name, update, breaking, rule, other, last, besides, longest, least, most);
    }

    Case last(UnaryOperator<Training64> other) {
      return new Case(name, update, breaking, rule, factors, other, besides, longest, least, most);
    }

    Case besides(FollowedNetwork.Besides other) {
      return new Case(name, update, breaking, rule, factors, last, other, longest, least, most);
    }

    Case clipped(double other) {
      return new Case(name, update, breaking, rule, factors, last, besides, other, least, most);
    }
  }

  private static final List<Case> CASES =
      List.of(
          Case.exact("SGD, all conditions hold", SGD),
          Case.exact("SGD, equal shares", SGD).with(SymmetryBreaking.NONE),
          Case.exact("AdamW, all conditions hold, epsilon 1e-8", adamW(1e-8)),
          Case.exact("AdamW, all conditions hold, epsilon 1e-4", adamW(1e-4)),
          Case.exact("SGD, a bias in front of a BatchNorm", SGD)
              .besides(FollowedNetwork.Besides.BIASES),
          Case.exact("SGD, the factor inside of the rate, v times s_in", FOLDED)
              .last(FollowingTest::folded),
          Case.broken("SGD, one factor a tensor", SGD, 1e-2).factors(Factors64::withOneStep),
          Case.broken("AdamW, one factor a tensor", adamW(1e-8), 1e-2)
              .factors(Factors64::withOneStep),
          Case.broken("SGD, no factors", SGD, 1e-2).factors(FollowingTest::none),
          Case.broken("SGD, gradients clipped by their global norm", SGD, 1e-3).clipped(0.3),
          Case.broken("SGD, L2 not divided", SGD, 1e-4).factors(Factors64::withoutDecay),
          Case.broken("SGD, shares an outgoing weight", SGD, 1e-2)
              .with(SymmetryBreaking.RANDOM_SHARES),
          Case.broken("SGD, a reader with shares of its own", SGD, 1e-3)
              .last(FollowingTest::ownShares),
          Case.broken("SGD, the factor inside of the rate, v times s_out", FOLDED, 1e-2),
          Case.broken("AdamW, epsilon 1e-8 not scaled", adamW(1e-8), 1e-9)
              .factors(Factors64::withoutEpsilon),
          Case.broken("AdamW, epsilon 1e-4 not scaled", adamW(1e-4), 1e-6)
              .factors(Factors64::withoutEpsilon),
          Case.broken("AdamW, a bias in front of a BatchNorm", adamW(1e-8), 1e-12)
              .besides(FollowedNetwork.Besides.BIASES),
          Case.broken("SGD, Dropout with masks of its own", SGD, 1e-2)
              .besides(FollowedNetwork.Besides.DROPOUT),
          Case.broken("SGD, state reset", SGD, 1e-3).with(StateRule.RESET),
          Case.broken("SGD, state kept undivided", SGD, 1e-3).with(StateRule.KEPT),
          Case.broken("AdamW, state reset", adamW(1e-8), 1e-3).with(StateRule.RESET),
          Case.broken("AdamW, state kept undivided", adamW(1e-8), 1e-3).with(StateRule.KEPT));

  private static Factors64 none(Factors64 factors) {
    return factors.withoutStep().withoutDecay();
  }

  private static Training64 folded(Training64 student) {
    student.foldFactorsIntoMomentum();
    return student;
  }

  /** One growth more, in which side gets equal shares and all other readers get drawn ones. */
  private static Training64 ownShares(Training64 student) {
    Growth64 growth =
        student.network().widen("relu1", 15, SymmetryBreaking.UNIT_SHARES, new Philox(11, 12));
    Training64 wider = student.grown(growth, StateRule.MAPPED);
    Origin origin = growth.origin("side/kernel");
    double[] drawn = origin.shares().inputs();
    double[] inputs = wider.shares("side/kernel").inputs();
    int[] copies = new int[drawn.length];
    for (int i = 0; i < drawn.length; i++) {
      copies[origin.from(3, i)]++;
    }
    double[] kernel = wider.network().parameters().get("side/kernel"); // [K, 1, 1, C]
    for (int i = 0; i < kernel.length; i++) {
      int channel = i % drawn.length;
      kernel[i] *= 1.0 / copies[origin.from(3, channel)] / drawn[channel];
    }
    for (int i = 0; i < drawn.length; i++) {
      inputs[i] *= 1.0 / copies[origin.from(3, i)] / drawn[i];
    }
    wider.reads("side/kernel", inputs);
    wider.follow(factors -> factors);
    return wider;
  }

  @Test
  void followsExactlyWhereAllConditionsHoldAndOnlyThere() throws IOException {
    StringBuilder table = new StringBuilder("| what | least | most |\n| --- | --- | --- |\n");
    List<String> wrong = new ArrayList<>();
    for (Case each : CASES) {
      double least = Double.POSITIVE_INFINITY;
      double most = 0;
      for (int seed = 1; seed <= SEEDS; seed++) {
        double difference = difference(each, seed);
        least = Math.min(least, difference);
        most = Math.max(most, difference);
      }
      table.append("| %s | %.1e | %.1e |%n".formatted(each.name, least, most));
      if (!(least >= each.least && most <= each.most)) {
        wrong.add(
            "%s: from %s to %s, expected %s to %s"
                .formatted(each.name, least, most, each.least, each.most));
      }
    }
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "following.md"), table);
    assertThat(wrong).isEmpty();
  }

  /**
   * The largest of all steps, of logits in training, and of those in inference behind each fourth.
   */
  private static double difference(Case each, int seed) {
    NetworkSpec spec = FollowedNetwork.of(each.besides);
    Training64 teacher = new Training64(Network64.draw(spec, seed), each.update, each.longest);
    for (int step = 0; step < STEPS; step++) {
      step(teacher, seed, step);
    }
    Training64 student = teacher.copy();
    Philox random = new Philox(seed, 3);
    for (Wider wider : GROWTHS) {
      student =
          student.grown(
              student.network().widen(wider.node, wider.channels, each.breaking, random),
              each.rule);
    }
    student.follow(each.factors);
    student = each.last.apply(student);
    double[] x = inputs(spec, seed, 0);
    double largest = RelativeDifference.of(student.logits(x, SAMPLES), teacher.logits(x, SAMPLES));
    assertThat(largest).as("before the first step of " + each.name).isLessThan(EXACT);
    for (int step = STEPS; step < 2 * STEPS; step++) {
      double[] expected = step(teacher, seed, step);
      double[] found = step(student, seed, step);
      largest = Math.max(largest, RelativeDifference.of(found, expected));
      if (step % 4 == 3) {
        double behind =
            RelativeDifference.of(student.logits(x, SAMPLES), teacher.logits(x, SAMPLES));
        largest = Math.max(largest, behind);
      }
    }
    return largest;
  }

  private static double[] step(Training64 training, int seed, int step) {
    NetworkSpec spec = training.network().spec();
    int batch = step % BATCHES;
    return training.step(
        inputs(spec, seed, batch), TestNetworks.labels(spec, SAMPLES, 100L * seed + batch));
  }

  private static double[] inputs(NetworkSpec spec, int seed, int batch) {
    return ReferenceOps.toDouble(TestNetworks.samples(spec, SAMPLES, 100L * seed + batch));
  }
}
