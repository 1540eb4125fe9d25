package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.tensor.HostTensor;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** How far the example's noise moves a student's logits from its teacher's. */
class NoiseBoundTest {
  /**
   * The noise e of the replicas' outgoing weights adds sum(e h) over the replicas' activations h to
   * the consumer's outputs: normal with deviation s |h|, s being the noise's. Seven deviations are
   * passed once in 4e11 outputs. The layers behind enlarge the largest difference at most by their
   * largest sum of absolute weights; pooling and ReLU do not.
   */
  private static final double DEVIATIONS = 7;

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void staysUnderTheBound(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    Model teacher = TestNetworks.model(spec, seed);
    for (String node : Growable.wider(spec)) {
      check(teacher, node, seed);
    }
  }

  @Property(tries = 50)
  void movesTheLogits(@ForAll long seed) {
    // With 32 hidden units some pass the ReLU; a few could all be silent, and the logits at rest.
    Model teacher = TestNetworks.model(TestNetworks.smallTeacher(4, 5, 32), seed);
    for (String node : List.of("conv1", "conv2", "fc1")) {
      assertThat(check(teacher, node, seed)).isGreaterThan(0);
    }
  }

  private static double check(Model teacher, String node, long seed) {
    Philox random = new Philox(seed, 0);
    NetworkSpec spec = teacher.spec();
    int width = spec.shapeOf(node).last();
    ReplicaMap map = ReplicaMap.draw(width, 2 * width, random);
    Model student =
        Widen.net2wider(teacher, node, map, SymmetryBreaking.EXAMPLE_NOISE, random).model();
    Widening exact = Widen.net2wider(teacher, node, map, SymmetryBreaking.NONE, random);
    Node consumer = spec.node(exact.group().consumers().get(0));
    double deviation = 0.05 * replicaDeviation(exact, consumer);
    List<Node> nodes = spec.nodes();
    List<Node> behind = nodes.subList(nodes.indexOf(consumer) + 1, nodes.size());

    double largest = 0;
    for (int sample = 0; sample < 3; sample++) {
      float[] x = TestNetworks.samples(spec, 1, seed + sample);
      double bound = DEVIATIONS * deviation * replicaNorm(exact, consumer, x);
      for (Node later : behind) {
        bound *= gain(teacher, later);
      }
      double[] expected = ReferenceNetwork.logits(exact.model(), x, 1);
      double[] found = ReferenceNetwork.logits(student, x, 1);
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
  private static double replicaNorm(Widening widening, Node consumer, float[] x) {
    int width = widening.map().studentWidth();
    double[] h =
        ReferenceNetwork.of(widening.model())
            .forward(ReferenceOps.toDouble(x), 1)
            .get(consumer.input());
    double squares = 0;
    for (int i = 0; i < h.length; i++) {
      if (i % width >= widening.map().teacherWidth()) {
        squares += h[i] * h[i];
      }
    }
    return Math.sqrt(squares);
  }

  private static double replicaDeviation(Widening widening, Node consumer) {
    HostTensor kernel = widening.model().weights().get(consumer.name(), Parameter.KERNEL);
    // [K, R, S, C] or [in, out]
    int inner = kernel.shape().rank() == 4 ? 1 : kernel.shape().extent(1);
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

  private static double gain(Model model, String node, BatchNorm norm) {
    double largest = 0;
    HostTensor gamma = model.weights().get(node, BatchNorm.GAMMA);
    HostTensor variance = model.weights().get(node, BatchNorm.VARIANCE);
    for (int c = 0; c < gamma.shape().elements(); c++) {
      double factor = gamma.get(c) / Math.sqrt(variance.get(c) + norm.epsilon());
      largest = Math.max(largest, Math.abs(factor));
    }
    return largest;
  }

  private static double gain(Model model, Node node) {
    List<NodeParameter> parameters = model.spec().parametersOf(node);
    if (parameters.isEmpty()) {
      return 1;
    }
    if (node.op() instanceof BatchNorm norm) {
      return gain(model, node.name(), norm);
    }
    HostTensor kernel = model.weights().get(node.name(), Parameter.KERNEL);
    int outputs = model.spec().shapeOf(node.name()).last();
    boolean dense = kernel.shape().rank() == 2; // [in, out], else [K, R, S, C]
    double[] sums = new double[outputs];
    for (int i = 0; i < kernel.shape().elements(); i++) {
      int output = dense ? i % outputs : i / (kernel.shape().elements() / outputs);
      sums[output] += Math.abs(kernel.get(i));
    }
    double largest = 0;
    for (double sum : sums) {
      largest = Math.max(largest, sum);
    }
    return largest;
  }
}
