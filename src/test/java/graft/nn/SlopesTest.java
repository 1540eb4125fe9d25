package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** The device's gradients against finite differences of the float64 reference's loss. */
class SlopesTest {
  /** Central differences of step 1e-6 in float64 are good to 1e-9; float32 gradients are not. */
  private static final Closeness DIFFERENCES = new Closeness(5e-5, 1e-3);

  private static final double STEP = 1e-6;

  private static int probes;
  private static int judged;

  private final Device device = SharedDevice.get();

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.partlyFrozen(TestNetworks.chains());
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.partlyFrozen(TestNetworks.graphs());
  }

  @Provide
  Arbitrary<Integer> batches() {
    return TestNetworks.batches();
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void gradientsOfChainsAreTheSlopesOfTheLoss(
      @ForAll("chains") NetworkSpec spec, @ForAll("batches") int batch, @ForAll long seed) {
    check(spec, batch, seed);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void gradientsOfGraphsAreTheSlopesOfTheLoss(
      @ForAll("graphs") NetworkSpec spec, @ForAll("batches") int batch, @ForAll long seed) {
    check(spec, batch, seed);
  }

  /** Kinks are skipped, but they are rare: more would mean that wrong gradients hide there. */
  @AfterContainer
  static void mostProbesWereJudged() {
    System.out.printf("slopes: %d of %d probes judged%n", judged, probes);
    assertThat(probes).isGreaterThan(500);
    assertThat(judged).isGreaterThan(probes * 95 / 100);
  }

  private void check(NetworkSpec spec, int drawn, long seed) {
    int batch = TestNetworks.trainable(spec, drawn);
    Model model = TestNetworks.model(spec, seed);
    float[] samples = TestNetworks.samples(spec, batch, seed);
    int[] labels = TestNetworks.labels(spec, batch, seed);
    NetworkRig.Outcome found =
        NetworkRig.run(device, model, Passes.training(batch), samples, labels);
    Philox random = new Philox(seed, 11);
    for (NodeParameter parameter : trained(spec)) {
      for (int probe = 0; probe < 3; probe++) {
        probes++;
        int position = random.nextInt(parameter.shape().elements());
        double right = loss(model, parameter, position, STEP, samples, labels);
        double here = loss(model, parameter, position, 0, samples, labels);
        double left = loss(model, parameter, position, -STEP, samples, labels);
        double forward = (right - here) / STEP;
        double backward = (here - left) / STEP;
        // Curvature makes the two differ by about the step; a kink of ReLU or max pooling within
        // it by more, and then there is no one slope. What passes moves the central difference by
        // less than the tolerance.
        if (Math.abs(forward - backward) > 4e-5 + 1e-3 * Math.abs(forward)) {
          continue;
        }
        judged++;
        DIFFERENCES.check(
            "slope along " + parameter.name() + "[" + position + "] in " + spec,
            found.gradients().get(parameter.name()).get(position),
            (right - left) / (2 * STEP));
      }
    }
  }

  private static List<NodeParameter> trained(NetworkSpec spec) {
    return spec.parameters().stream().filter(p -> p.parameter().trained()).toList();
  }

  private static double loss(
      Model model, NodeParameter moved, int position, double by, float[] samples, int[] labels) {
    Map<String, double[]> parameters = new LinkedHashMap<>();
    for (NodeParameter parameter : model.spec().parameters()) {
      parameters.put(
          parameter.name(), ReferenceOps.toDouble(model.weights().get(parameter.name()).toArray()));
    }
    parameters.get(moved.name())[position] += by;
    return new ReferenceNetwork(model.spec(), parameters)
        .loss(ReferenceOps.toDouble(samples), labels);
  }
}
