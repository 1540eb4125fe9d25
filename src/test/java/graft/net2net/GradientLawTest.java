package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.SmallGraphs;
import graft.model.TestNetworks;
import graft.net2net.Network64.Growth64;
import graft.random.Philox;
import graft.reference.ReferenceOps;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * What the chain rule makes of copies: the gradient of an entry is its unit's share times that of
 * its origin, and what an optimizer remembers moves by that share's powers. Judged by the
 * reference's gradients in training, and those by differences of the loss.
 */
class GradientLawTest {
  /** Of the largest gradient: some hundred sums of float64 there and back. */
  private static final double EXACT = 1e-11;

  /** Of the largest gradient: a difference over 1e-5 of a loss that is off by 1e-16, and curved. */
  private static final double DIFFERENCE = 1e-6;

  private static final double STEP = 1e-5;

  private static final int SAMPLES = 3;

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return SmallGraphs.of(9, 3);
  }

  @Provide
  Arbitrary<NetworkSpec> tiny() {
    return SmallGraphs.of(4, 2);
  }

  @Provide
  Arbitrary<SymmetryBreaking> oneShareAUnit() {
    return Arbitraries.of(SymmetryBreaking.NONE, SymmetryBreaking.UNIT_SHARES);
  }

  @Provide
  Arbitrary<SymmetryBreaking> sharesAWeight() {
    return Arbitraries.of(SymmetryBreaking.RANDOM_SHARES, SymmetryBreaking.ZERO_SUM_NOISE);
  }

  /** grad W'[a, b] = s_out[a] grad W[g_out(a), g_in(b)]. */
  @Property(tries = 400)
  void gradientsScaleByTheSharesOfUnits(
      @ForAll("graphs") NetworkSpec spec,
      @ForAll("oneShareAUnit") SymmetryBreaking breaking,
      @ForAll @IntRange(max = 1000) int seed) {
    grow(spec, breaking, seed)
        .ifPresent(
            it -> {
              Map<String, double[]> expected = mapped(it, it.gradientsOfTeacher(seed), 1);
              compare(it.gradientsOfStudent(seed), expected, EXACT);
            });
  }

  /** The same against differences of the student's loss, which know no backward pass. */
  @Property(tries = 60)
  void lossesDifferByThem(
      @ForAll("tiny") NetworkSpec spec,
      @ForAll("oneShareAUnit") SymmetryBreaking breaking,
      @ForAll @IntRange(max = 1000) int seed) {
    grow(spec, breaking, seed)
        .ifPresent(
            it -> {
              Map<String, double[]> expected = mapped(it, it.gradientsOfTeacher(seed), 1);
              compare(it.differencesOfLoss(seed), expected, DIFFERENCE);
            });
  }

  /**
   * Means of gradients and of their squares after some steps from zero, with weights that stay:
   * what the student gathers itself is what its teacher gathered, mapped.
   */
  @Property(tries = 150)
  void momentsMoveByPowersOfTheShares(
      @ForAll("graphs") NetworkSpec spec,
      @ForAll("oneShareAUnit") SymmetryBreaking breaking,
      @ForAll @IntRange(max = 1000) int seed) {
    grow(spec, breaking, seed)
        .ifPresent(
            it -> {
              Map<String, double[]> first = new HashMap<>();
              Map<String, double[]> second = new HashMap<>();
              Map<String, double[]> own = new LinkedHashMap<>();
              Map<String, double[]> ownSquares = new LinkedHashMap<>();
              for (int step = 0; step < 4; step++) {
                gather(it.gradientsOfTeacher(seed + step), first, second);
                gather(it.gradientsOfStudent(seed + step), own, ownSquares);
              }
              StateGrowth state = it.growth.state(StateRule.MAPPED);
              compare(own, state.numbers(first, 1), EXACT);
              compare(ownSquares, state.numbers(second, 2), EXACT);
            });
  }

  private static void gather(
      Map<String, double[]> gradients, Map<String, double[]> means, Map<String, double[]> squares) {
    gradients.forEach(
        (name, g) -> {
          double[] m = means.computeIfAbsent(name, unused -> new double[g.length]);
          double[] v = squares.computeIfAbsent(name, unused -> new double[g.length]);
          for (int i = 0; i < g.length; i++) {
            m[i] = 0.9 * m[i] + 0.1 * g[i];
            v[i] = 0.99 * v[i] + 0.01 * g[i] * g[i];
          }
        });
  }

  /**
   * Where each outgoing weight has a share of its own, all that is left is the sum over the copies
   * of a unit; the gradient of an outgoing weight is the same for every copy.
   */
  @Property(tries = 300)
  void withSharesAWeightTheCopiesSumToTheTeachers(
      @ForAll("graphs") NetworkSpec spec,
      @ForAll("sharesAWeight") SymmetryBreaking breaking,
      @ForAll @IntRange(max = 1000) int seed) {
    grow(spec, breaking, seed)
        .ifPresent(
            it -> {
              Map<String, double[]> found = it.gradientsOfStudent(seed);
              Map<String, double[]> old = it.gradientsOfTeacher(seed);
              Map<String, double[]> sums = new LinkedHashMap<>();
              Map<String, double[]> expected = new LinkedHashMap<>();
              for (NodeParameter parameter : it.trained()) {
                String name = parameter.name();
                int[] positions = it.growth.origin(name).positions(parameter.shape());
                double[] sum = sumsOverCopies(parameter, positions, found.get(name));
                double[] wanted = new double[sum.length];
                for (int i = 0; i < sum.length; i++) {
                  wanted[i] = old.get(name)[positions[i]];
                }
                sums.put(name, sum);
                expected.put(name, wanted);
              }
              compare(sums, expected, EXACT);
            });
  }

  /** In each entry the sum over its unit and its copies, which read the same feature. */
  private static double[] sumsOverCopies(NodeParameter parameter, int[] positions, double[] g) {
    AxisView units = AxisView.of(parameter.shape(), parameter.parameter().axes().units());
    double[] sums = new double[g.length];
    for (int o = 0; o < units.outer(); o++) {
      for (int i = 0; i < units.inner(); i++) {
        for (int a = 0; a < units.length(); a++) {
          for (int b = 0; b < units.length(); b++) {
            if (positions[units.at(o, a, i)] == positions[units.at(o, b, i)]) {
              sums[units.at(o, a, i)] += g[units.at(o, b, i)];
            }
          }
        }
      }
    }
    return sums;
  }

  /** A teacher and what grew from it. */
  private record Pair(Network64 teacher, Growth64 growth) {
    List<NodeParameter> trained() {
      return growth.student().spec().parameters().stream()
          .filter(parameter -> parameter.parameter().trained())
          .toList();
    }

    Map<String, double[]> gradientsOfTeacher(long seed) {
      return gradients(teacher, seed);
    }

    Map<String, double[]> gradientsOfStudent(long seed) {
      return gradients(growth.student(), seed);
    }

    private Map<String, double[]> gradients(Network64 network, long seed) {
      return network.reference().gradients(inputs(seed), labels(seed)).parameters();
    }

    Map<String, double[]> differencesOfLoss(long seed) {
      Network64 student = growth.student();
      Map<String, double[]> differences = new LinkedHashMap<>();
      for (NodeParameter parameter : trained()) {
        double[] w = student.parameters().get(parameter.name());
        double[] found = new double[w.length];
        for (int i = 0; i < w.length; i++) {
          double there = w[i];
          w[i] = there + STEP;
          double more = student.reference().loss(inputs(seed), labels(seed));
          w[i] = there - STEP;
          double less = student.reference().loss(inputs(seed), labels(seed));
          w[i] = there;
          found[i] = (more - less) / (2 * STEP);
        }
        differences.put(parameter.name(), found);
      }
      return differences;
    }

    private double[] inputs(long seed) {
      return ReferenceOps.toDouble(TestNetworks.samples(teacher.spec(), SAMPLES, seed));
    }

    private int[] labels(long seed) {
      return TestNetworks.labels(teacher.spec(), SAMPLES, seed);
    }
  }

  /** None where nothing can be widened, or Dropout has masks of its own for the copies. */
  private static Optional<Pair> grow(NetworkSpec spec, SymmetryBreaking breaking, long seed) {
    Philox random = new Philox(seed, 1);
    Network64 teacher = Network64.draw(spec, seed);
    return Widenable.draw(spec, random)
        .map(it -> new Pair(teacher, teacher.widen(it.node(), it.newWidth(), breaking, random)))
        .filter(pair -> pair.growth.plan().preserves() == Preserves.EVERYWHERE);
  }

  private static Map<String, double[]> mapped(Pair pair, Map<String, double[]> old, int power) {
    Map<String, double[]> mapped = new LinkedHashMap<>();
    for (NodeParameter parameter : pair.trained()) {
      Origin origin = pair.growth.origin(parameter.name());
      int[] positions = origin.positions(parameter.shape());
      double[] shares = origin.shares().units();
      AxisView units = AxisView.of(parameter.shape(), parameter.parameter().axes().units());
      double[] of = new double[positions.length];
      for (int i = 0; i < of.length; i++) {
        int unit = i / units.inner() % units.length();
        double share = shares.length == 0 ? 1 : shares[unit];
        of[i] = Math.pow(share, power) * old.get(parameter.name())[positions[i]];
      }
      mapped.put(parameter.name(), of);
    }
    return mapped;
  }

  /** Differences relative to the largest number of all parameters, since some are nearly 0. */
  private static void compare(
      Map<String, double[]> found, Map<String, double[]> expected, double tolerance) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    double largest =
        expected.values().stream()
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .orElseThrow();
    expected.forEach(
        (name, numbers) -> {
          assertThat(found.get(name)).as(name).hasSameSizeAs(numbers);
          for (int i = 0; i < numbers.length; i++) {
            assertThat(Math.abs(found.get(name)[i] - numbers[i]) / largest)
                .as("%s[%d]: %s, expected %s", name, i, found.get(name)[i], numbers[i])
                .isLessThan(tolerance);
          }
        });
  }
}
