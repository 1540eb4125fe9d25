package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Layer;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.nn.Parameter;
import graft.random.Philox;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.tensor.HostTensor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** How far the example's noise moves a student's logits from its teacher's. */
class NoiseBoundTest {
  /**
   * The noise e of the replicas' outgoing weights adds sum(e h) over the replicas' activations h to
   * the consumer's outputs: normal with deviation s |h|, s being the noise's. Seven deviations are
   * passed once in 4e11 outputs. The layers behind enlarge the largest difference at most by their
   * largest sum of absolute weights; pooling and ReLU do not.
   */
  private static final double DEVIATIONS = 7;

  @Property(tries = 300)
  void staysUnderTheBound(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Model teacher = RandomModels.any(random);
    List<String> layers = RandomModels.hiddenWithWeights(teacher.spec());
    for (String layer : layers) {
      check(teacher, layer, random);
    }
  }

  @Property(tries = 50)
  void movesTheLogits(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    // With 32 hidden units some pass the ReLU; a few could all be silent, and the logits at rest.
    Model teacher = RandomModels.smallTeacher(4, 5, 32, random);
    for (String layer : List.of("conv1", "conv2", "fc1")) {
      assertThat(check(teacher, layer, random)).isGreaterThan(0);
    }
  }

  private static double check(Model teacher, String layer, Philox random) {
    NetworkSpec spec = teacher.spec();
    int width =
        spec.outputOf(spec.indexOf(layer)).extent(spec.outputOf(spec.indexOf(layer)).rank() - 1);
    ReplicaMap map = ReplicaMap.draw(width, 2 * width, random);
    Model student =
        Widen.net2wider(teacher, layer, map, SymmetryBreaking.EXAMPLE_NOISE, random).model();
    Widening exact = Widen.net2wider(teacher, layer, map, SymmetryBreaking.NONE, random);
    int consumer = spec.indexOf(exact.consumer());
    double deviation = 0.05 * replicaDeviation(exact, spec.layers().get(consumer));

    double largest = 0;
    for (int sample = 0; sample < 3; sample++) {
      HostTensor x = RandomModels.normal(spec.input(), 1, random);
      double bound = DEVIATIONS * deviation * replicaNorm(exact, consumer, x);
      for (int i = consumer + 1; i < spec.layers().size(); i++) {
        bound *= gain(teacher, spec.layers().get(i));
      }
      double[] expected = ReferenceNetwork.logits(exact.model(), x.toArray(), 1);
      double[] found = ReferenceNetwork.logits(student, x.toArray(), 1);
      for (int i = 0; i < found.length; i++) {
        double difference = Math.abs(found[i] - expected[i]);
        // 1e-6: the noisy weights are rounded to float32 once more.
        assertThat(difference).isLessThanOrEqualTo(bound + 1e-6 * (1 + bound));
        largest = Math.max(largest, difference);
      }
    }
    return largest;
  }

  /** The norm of what the replicas send to the consumer, over all their pixels. */
  private static double replicaNorm(Widening widening, int consumer, HostTensor x) {
    int width = widening.map().studentWidth();
    double[] h =
        ReferenceNetwork.of(widening.model())
            .forward(ReferenceOps.toDouble(x.toArray()), 1)
            .get(consumer);
    double squares = 0;
    for (int i = 0; i < h.length; i++) {
      if (i % width >= widening.map().teacherWidth()) {
        squares += h[i] * h[i];
      }
    }
    return Math.sqrt(squares);
  }

  private static double replicaDeviation(Widening widening, Layer consumer) {
    HostTensor kernel = widening.model().weights().get(widening.consumer(), Parameter.KERNEL);
    int inner = consumer instanceof Dense dense ? dense.units() : 1;
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = 0; i < kernel.shape().elements(); i++) {
      if (i / inner % widening.map().studentWidth() >= widening.map().teacherWidth()) {
        sum += kernel.get(i);
        squares += (double) kernel.get(i) * kernel.get(i);
        count++;
      }
    }
    return Math.sqrt(Math.max(0, squares / count - (sum / count) * (sum / count)));
  }

  private static double gain(Model model, Layer layer) {
    if (!(layer instanceof Conv2d || layer instanceof Dense)) {
      return 1;
    }
    HostTensor kernel = model.weights().get(layer.name(), Parameter.KERNEL);
    int outputs = model.weights().get(layer.name(), Parameter.BIAS).shape().elements();
    double[] sums = new double[outputs];
    for (int i = 0; i < kernel.shape().elements(); i++) {
      int output = layer instanceof Dense ? i % outputs : i / (kernel.shape().elements() / outputs);
      sums[output] += Math.abs(kernel.get(i));
    }
    double largest = 0;
    for (double sum : sums) {
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
