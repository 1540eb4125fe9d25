package graft.reference;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Add;
import graft.model.Concat;
import graft.model.GraphBuilder;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.junit.jupiter.api.Test;

/** The reference's gradients against central differences of its loss. */
class ReferenceNetworkTest {
  private static final double STEP = 1e-5;

  // A central difference is off by step^2 f''' / 6, some 1e-9 where f''' is tens, and by the loss's
  // rounding over the step, 1e-15 / 1e-5 = 1e-10.
  private static final Closeness CENTRAL_DIFFERENCE = new Closeness(2e-8, 1e-7);

  /** With a step of 1e-7 the loss's rounding alone makes 1e-15 / 1e-7 = 1e-8, times some. */
  private static final Closeness NEARBY_DIFFERENCE = new Closeness(2e-7, 1e-6);

  private static int checked;
  private static int networks;
  private static int networksWithKinks;

  /**
   * Kinks (relu, maximum) within a step are rare; more would mean that gradients hide there. One
   * value near 0 is a kink to every parameter that reaches it, so networks are counted: of a few
   * hundred values each, one is as near as the step in hardly one network of a hundred.
   */
  @AfterContainer
  static void mostSlopesWereJudged() {
    assertThat(checked).isGreaterThan(10_000);
    assertThat(networksWithKinks)
        .as("networks with kinks among %d", networks)
        .isLessThan(networks / 20);
  }

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void gradientsAreTheSlopesOfTheLoss(
      @ForAll("chains") NetworkSpec spec,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int batch) {
    checkGradients(spec, seed, batch);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void gradientsOfGraphsAreTheSlopesOfTheLoss(
      @ForAll("graphs") NetworkSpec spec,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int batch) {
    checkGradients(spec, seed, batch);
  }

  private static void checkGradients(NetworkSpec spec, long seed, int batch) {
    Philox random = new Philox(seed, 0);
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      double deviation = 1 / Math.sqrt(Math.max(parameter.parameter().fanIn(), 4));
      parameters.put(parameter.name(), normal(parameter.shape().elements(), deviation, random));
    }
    double[] inputs = normal(batch * spec.input().elements(), 1, random);
    int[] labels = TestNetworks.labels(spec, batch, seed);
    ReferenceNetwork network = new ReferenceNetwork(spec, parameters);

    ReferenceNetwork.Gradients gradients = network.gradients(inputs, labels);

    assertThat(gradients.loss()).isEqualTo(network.loss(inputs, labels));
    List<String> trained =
        spec.parameters().stream()
            .filter(p -> p.parameter().trained())
            .map(NodeParameter::name)
            .toList();
    assertThat(gradients.parameters().keySet()).containsExactlyElementsOf(trained);
    Slopes slopes = new Slopes(() -> network.loss(inputs, labels));
    trained.forEach(name -> slopes.check(name, parameters.get(name), gradients.of(name)));
    slopes.check("inputs", inputs, gradients.inputs());
    checked += slopes.checked;
    networks++;
    networksWithKinks += slopes.kinks > 0 ? 1 : 0;
  }

  /** Moves one number at a time. */
  private static final class Slopes {
    private final DoubleSupplier loss;
    private int checked;
    private int kinks;

    Slopes(DoubleSupplier loss) {
      this.loss = loss;
    }

    void check(String what, double[] values, double[] gradient) {
      assertThat(gradient).as(what).hasSameSizeAs(values);
      double here = loss.getAsDouble();
      for (int i = 0; i < values.length; i++) {
        double value = values[i];
        values[i] = value + STEP;
        double after = loss.getAsDouble();
        values[i] = value - STEP;
        double before = loss.getAsDouble();
        values[i] = value;
        double slope = (after - before) / (2 * STEP);
        checked++;
        if (!CENTRAL_DIFFERENCE.isClose(gradient[i], slope)
            && (isKink(before, here, after) || isSlopeNearby(values, i, gradient[i]))) {
          kinks++;
          continue;
        }
        CENTRAL_DIFFERENCE.check(what + "[" + i + "]", gradient[i], slope);
      }
    }

    /** A slight kink within a step lies outside of most steps that are a hundred times smaller. */
    private boolean isSlopeNearby(double[] values, int i, double gradient) {
      double value = values[i];
      values[i] = value + STEP / 100;
      double after = loss.getAsDouble();
      values[i] = value - STEP / 100;
      double before = loss.getAsDouble();
      values[i] = value;
      return NEARBY_DIFFERENCE.isClose(gradient, (after - before) / (2 * STEP / 100));
    }

    /** Whether the slopes to both sides differ by more than a smooth loss bends within a step. */
    private static boolean isKink(double before, double here, double after) {
      return Math.abs((after - here) - (here - before)) / STEP > 1e-3;
    }
  }

  @Test
  void givesEveryValueByTheNameOfItsNode() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(2));
    GraphBuilder.Source sum = graph.add("sum", new Add(), graph.input(), graph.input());
    NetworkSpec spec = graph.build(graph.add("cat", new Concat(), sum, graph.input()));
    double[] x = {1, 2, 3, 4};

    Map<String, double[]> values = ReferenceNetwork.of(Model.of(spec, Map.of())).forward(x, 2);

    assertThat(values.keySet()).containsExactly(NetworkSpec.INPUT, "sum", "cat");
    assertThat(values.get(NetworkSpec.INPUT)).containsExactly(1, 2, 3, 4);
    assertThat(values.get("sum")).containsExactly(2, 4, 6, 8);
    assertThat(values.get("cat")).containsExactly(2, 4, 1, 2, 6, 8, 3, 4);
  }

  /** Logits (2 x1, 2 x2, x1, x2): x is read twice by the sum and once beside it. */
  @Test
  void addsTheGradientsOfAllWhoReadAValue() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(2));
    GraphBuilder.Source sum = graph.add("sum", new Add(), graph.input(), graph.input());
    NetworkSpec spec = graph.build(graph.add("cat", new Concat(), sum, graph.input()));

    ReferenceNetwork.Gradients gradients =
        ReferenceNetwork.gradients(Model.of(spec, Map.of()), new double[] {0, 0}, new int[] {0});

    // Softmax of four equal logits less the label: (-3/4, 1/4, 1/4, 1/4).
    assertThat(gradients.inputs()).containsExactly(2 * -0.75 + 0.25, 2 * 0.25 + 0.25);
  }

  private static double[] normal(int count, double deviation, Philox random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }
}
