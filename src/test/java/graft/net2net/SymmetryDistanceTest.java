package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.net2net.Network64.Growth64;
import graft.net2net.SymmetryBreaking.ZeroSumNoise;
import graft.random.Philox;
import graft.reference.ReferenceOps;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How soon copies become different: never with equal shares, to the last bit, at the first step
 * with shares a weight. Writes {@code target/symmetry.md}.
 */
class SymmetryDistanceTest {
  private static final int SAMPLES = 8;

  private static final Update64 SGD = new Update64.Sgd(0.05, 0.9, 0, false);
  private static final Update64 ADAM = new Update64.AdamW(0.01, 0.9, 0.999, 1e-8, 0);
  private static final Update64 DECAYING = new Update64.AdamW(0.01, 0.9, 0.999, 1e-8, 0.01);

  private static final Map<String, SymmetryBreaking> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put("equal shares", SymmetryBreaking.NONE);
    WAYS.put("one unequal share a copy", SymmetryBreaking.UNIT_SHARES);
    WAYS.put("a share an outgoing weight", SymmetryBreaking.RANDOM_SHARES);
    WAYS.put("zero-sum noise, 0.05 deviations", SymmetryBreaking.ZERO_SUM_NOISE);
    WAYS.put("zero-sum noise, 1 deviation", new ZeroSumNoise(1));
    WAYS.put("the example's noise, 0.05 deviations", SymmetryBreaking.EXAMPLE_NOISE);
  }

  private static final List<Integer> STEPS = List.of(1, 2, 5, 50);

  private static NetworkSpec perceptron() {
    return NetworkSpec.chain(Shape.of(5))
        .then("hidden", new Dense(4))
        .then("relu", new Relu())
        .then("logits", new Dense(3))
        .build();
  }

  private static NetworkSpec residual() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3, 3, 2));
    Source stem = graph.add("stem", Conv2d.same(3, 3), graph.input());
    Source norm = graph.add("norm", new BatchNorm(1e-3, 0.9), stem);
    Source relu = graph.add("relu", new Relu(), norm);
    Source deep = graph.add("deep", Conv2d.same(3, 3), relu);
    Source sum = graph.add("sum", new Add(), graph.add("deep-norm", norm(), deep), relu);
    Source side = graph.add("side", Conv2d.same(3, 1), sum);
    Source both = graph.add("both", new Add(), sum, side);
    return graph.build(
        graph.add("logits", new Dense(3), graph.add("mean", new GlobalAveragePool(), both)));
  }

  private static BatchNorm norm() {
    return new BatchNorm(1e-3, 0.9);
  }

  /**
   * Copies get bitwise the same gradients: each sums the same products in the same order, and who
   * reads them has bitwise the same weights for both.
   */
  @Test
  void equalSharesStayEqualToTheLastBit() {
    for (Update64 update : List.of(SGD, DECAYING)) {
      for (NetworkSpec spec : List.of(perceptron(), residual())) {
        String node = spec.nodes().get(1).name();
        Training64 teacher = new Training64(Network64.draw(spec, 4), update);
        Growth64 growth = teacher.network().widen(node, 8, SymmetryBreaking.NONE, new Philox(4, 5));
        Training64 student = teacher.grown(growth, StateRule.MAPPED);
        Map<String, double[]> before = new HashMap<>();
        growth.student().parameters().forEach((name, w) -> before.put(name, w.clone()));
        train(student, 0, 20);
        int copies = 0;
        for (NodeParameter parameter : growth.student().spec().parameters()) {
          String name = parameter.name();
          int[] positions = growth.origin(name).positions(parameter.shape());
          double[] w = growth.student().parameters().get(name);
          if (parameter.role().equals(Parameter.KERNEL)) {
            assertThat(w).as(name).isNotEqualTo(before.get(name));
          }
          Map<Integer, Double> first = new HashMap<>();
          for (int i = 0; i < w.length; i++) {
            Double original = first.putIfAbsent(positions[i], w[i]);
            if (original != null) {
              copies++;
              assertThat(w[i]).as("%s[%d], %s", name, i, update).isEqualTo(original);
            }
          }
        }
        assertThat(copies).isGreaterThan(30);
      }
    }
  }

  /**
   * Of growths before the first step, and behind twenty steps whose state goes along: then the
   * copies of one unequal share have unequal momentum, and SGD parts them at once.
   */
  @Test
  void sharesAWeightPartCopiesAtTheFirstStep() throws IOException {
    StringBuilder table =
        new StringBuilder(
            """
            | distance after 1, 2, 5, 50 steps | SGD | Adam | SGD, grown behind 20 steps | Adam, grown behind 20 steps |
            | --- | --- | --- | --- | --- |
            """);
    WAYS.forEach(
        (name, breaking) -> {
          table.append("| ").append(name);
          for (int before : List.of(0, 20)) {
            for (Update64 update : List.of(SGD, ADAM)) {
              List<Double> distances = distances(update, breaking, before);
              table.append(" | ").append(text(distances));
              check(breaking, distances);
            }
          }
          table.append(" |\n");
        });
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "symmetry.md"), table);
  }

  private static void check(SymmetryBreaking breaking, List<Double> distances) {
    if (breaking.equals(SymmetryBreaking.NONE)) {
      assertThat(distances).containsOnly(0.0);
    } else {
      assertThat(distances.get(3)).as(breaking.toString()).isGreaterThan(1e-3);
    }
    if (breaking.equals(SymmetryBreaking.RANDOM_SHARES)) {
      assertThat(distances.get(0)).isGreaterThan(1e-4);
    }
  }

  /** Of incoming kernels, the mean over all copies, relative to the original's length. */
  private static List<Double> distances(Update64 update, SymmetryBreaking breaking, int before) {
    Training64 teacher = new Training64(Network64.draw(perceptron(), 1), update);
    train(teacher, 0, before);
    Growth64 growth = teacher.network().widen("hidden", 8, breaking, new Philox(1, 2));
    Training64 student = teacher.grown(growth, StateRule.MAPPED);
    List<Double> distances = new ArrayList<>();
    int done = 0;
    for (int steps : STEPS) {
      train(student, before + done, before + steps);
      done = steps;
      distances.add(distance(growth));
    }
    return distances;
  }

  private static double distance(Growth64 growth) {
    double[] kernel = growth.student().parameters().get("hidden/kernel"); // [5, 8]
    double sum = 0;
    for (int unit = 4; unit < 8; unit++) {
      int original = growth.origin("hidden/kernel").from(1, unit);
      double difference = 0;
      double length = 0;
      for (int row = 0; row < 5; row++) {
        double w = kernel[8 * row + original];
        difference += Math.pow(kernel[8 * row + unit] - w, 2);
        length += w * w;
      }
      sum += Math.sqrt(difference / length);
    }
    return sum / 4;
  }

  private static void train(Training64 training, int from, int to) {
    NetworkSpec spec = training.network().spec();
    for (int step = from; step < to; step++) {
      double[] x = ReferenceOps.toDouble(TestNetworks.samples(spec, SAMPLES, step % 4));
      training.step(x, TestNetworks.labels(spec, SAMPLES, step % 4));
    }
  }

  private static String text(List<Double> distances) {
    return String.join(
        " ", distances.stream().map(it -> it == 0 ? "0" : "%.0e".formatted(it)).toList());
  }
}
