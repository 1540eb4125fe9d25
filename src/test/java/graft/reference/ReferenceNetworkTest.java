package graft.reference;

import static org.assertj.core.api.Assertions.assertThat;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.Layer;
import graft.nn.MaxPool2d;
import graft.nn.NetworkSpec;
import graft.nn.Padding;
import graft.nn.Parameter;
import graft.nn.Relu;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The reference's gradients against central differences of its loss. */
class ReferenceNetworkTest {
  private static final double STEP = 1e-5;

  // A central difference is off by step^2 f''' / 6, some 1e-9 where f''' is tens, and by the loss's
  // rounding over the step, 1e-15 / 1e-5 = 1e-10.
  private static final Closeness CENTRAL_DIFFERENCE = new Closeness(2e-8, 1e-7);

  @Property(tries = 150)
  void gradientsAreTheSlopesOfTheLoss(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int batch) {
    Philox random = new Philox(seed, 0);
    NetworkSpec spec = randomSpec(random);
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (Parameter parameter : spec.parameters()) {
      double deviation = 1 / Math.sqrt(Math.max(parameter.fanIn(), 4));
      parameters.put(parameter.name(), normal(parameter.shape().elements(), deviation, random));
    }
    double[] inputs = normal(batch * spec.input().elements(), 1, random);
    int[] labels = new int[batch];
    for (int i = 0; i < batch; i++) {
      labels[i] = random.nextInt(spec.output().elements());
    }
    ReferenceNetwork network = new ReferenceNetwork(spec, parameters);

    ReferenceNetwork.Gradients gradients = network.gradients(inputs, labels);

    assertThat(gradients.loss()).isEqualTo(network.loss(inputs, labels));
    assertThat(gradients.parameters().keySet()).containsExactlyElementsOf(parameters.keySet());
    Slopes slopes = new Slopes(() -> network.loss(inputs, labels));
    parameters.forEach((name, values) -> slopes.check(name, values, gradients.of(name)));
    slopes.check("inputs", inputs, gradients.inputs());
    // Kinks (relu, maximum) within a step are rare; more would mean that gradients hide there.
    assertThat(slopes.kinks).isLessThanOrEqualTo(2 + slopes.checked / 50);
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
        if (!CENTRAL_DIFFERENCE.isClose(gradient[i], slope) && isKink(before, here, after)) {
          kinks++;
          continue;
        }
        CENTRAL_DIFFERENCE.check(what + "[" + i + "]", gradient[i], slope);
      }
    }

    /** Whether the slopes to both sides differ by more than a smooth loss bends within a step. */
    private static boolean isKink(double before, double here, double after) {
      return Math.abs((after - here) - (here - before)) / STEP > 1e-3;
    }
  }

  private static NetworkSpec randomSpec(Philox random) {
    List<Layer> layers = new ArrayList<>();
    Shape input = Shape.of(3 + random.nextInt(5), 3 + random.nextInt(5), 1 + random.nextInt(3));
    Shape shape = input;
    for (int i = 0; i < 3; i++) {
      Layer layer = randomImageLayer(i, shape, random);
      layers.add(layer);
      shape = layer.outputShape(shape);
    }
    layers.add(new Flatten("flatten"));
    if (random.nextInt(2) == 0) {
      layers.add(new Dense("hidden", 1 + random.nextInt(6)));
      layers.add(new Relu("hidden-relu"));
    }
    layers.add(new Dense("logits", 1 + random.nextInt(5)));
    return new NetworkSpec(input, layers);
  }

  private static Layer randomImageLayer(int i, Shape shape, Philox random) {
    int smaller = Math.min(shape.extent(0), shape.extent(1));
    return switch (random.nextInt(5)) {
      case 0 -> new Relu("relu" + i);
      case 1 ->
          new MaxPool2d(
              "pool" + i, 1 + random.nextInt(Math.min(3, smaller)), 1 + random.nextInt(2));
      case 2 ->
          new Conv2d(
              "conv" + i,
              1 + random.nextInt(3),
              1 + random.nextInt(Math.min(4, shape.extent(0))),
              1 + random.nextInt(Math.min(4, shape.extent(1))),
              1 + random.nextInt(3),
              Padding.VALID);
      default -> Conv2d.same("conv" + i, 1 + random.nextInt(3), 1 + 2 * random.nextInt(3));
    };
  }

  private static double[] normal(int count, double deviation, Philox random) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = deviation * random.nextGaussian();
    }
    return values;
  }
}
