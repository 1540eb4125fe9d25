package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.model.Dense;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.reference.Closeness;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Optimizers on a whole network for twenty steps, beside the same in float64. */
class OptimizersTest {
  private static final int STEPS = 20;
  private static final int BATCH = 5;
  private static final float RATE = 0.05f;

  // Weights near 1 that twenty steps of some 0.05 move; the network's own rounding of its gradients
  // is a few 1e-7 each.
  private static final Closeness CLOSE = new Closeness(1e-5, 0);

  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(8))
          .then("fc1", new Dense(6))
          .then("relu", new Relu())
          .then("fc2", new Dense(3))
          .build();
  private static final long BIRTH = 7;

  private final Device device = SharedDevice.get();

  /** One number's step in float64. */
  private interface Rule {
    /** state [2] is moved; the weight's change comes back. */
    double change(double[] state, double w, double g, double decay, long age);
  }

  private static double sgd(double[] state, double w, double g, double decay, boolean nesterov) {
    double gradient = g + decay * w;
    state[0] = 0.9 * state[0] - RATE * gradient;
    return nesterov ? 0.9 * state[0] - RATE * gradient : state[0];
  }

  private static double adamw(double[] state, double w, double g, double decay, long age) {
    long t = Math.max(1, age + 1);
    state[0] = 0.9 * state[0] + (1 - 0.9) * g;
    state[1] = 0.99 * state[1] + (1 - 0.99) * g * g;
    double mean = state[0] / (1 - Math.pow(0.9, (double) t));
    double root = Math.sqrt(state[1] / (1 - Math.pow(0.99, (double) t)));
    return -RATE * (decay * w + mean / (root + 1e-4));
  }

  @Test
  void sgdDecaysKernelsOnly() {
    check(Sgd.of(RATE, 0.9f).withWeightDecay(0.2f), 0, (s, w, g, d, age) -> sgd(s, w, g, d, false));
  }

  @Test
  void sgdDecaysAllIfToldTo() {
    check(
        Sgd.of(RATE, 0.9f).withNesterov().withWeightDecay(0.2f).withDecayOnAll(),
        0,
        (s, w, g, d, age) -> sgd(s, w, g, d, true));
  }

  @Test
  void adamwDecaysKernelsOnly() {
    check(new AdamW(RATE, 0.9, 0.99, 1e-4f, 0.2f), 0, OptimizersTest::adamw);
  }

  @Test
  void adamwDecaysAllIfToldTo() {
    check(new AdamW(RATE, 0.9, 0.99, 1e-4f, 0.2f).withDecayOnAll(), 0, OptimizersTest::adamw);
  }

  @Test
  void clippingComesBeforeMomentumAndDecay() {
    check(
        Sgd.of(RATE, 0.9f).withWeightDecay(0.2f).clippedTo(0.08f),
        0.08f,
        (s, w, g, d, age) -> sgd(s, w, g, d, false));
    check(
        new AdamW(RATE, 0.9, 0.99, 1e-4f, 0.2f).withDecayOnAll().clippedTo(0.08f),
        0.08f,
        OptimizersTest::adamw);
  }

  /** A network of gradients c times as long, from the same point: state times c^power. */
  @Test
  void numbersThatAreKeptScaleByTheirPowers() {
    for (Optimizer optimizer :
        List.of(Sgd.of(RATE, 0.9f), AdamW.of(RATE), AdamW.of(RATE).clippedTo(1e6f))) {
      List<Map<String, HostTensor>> once = stateAfterAStep(optimizer, 1);
      List<Map<String, HostTensor>> fourTimes = stateAfterAStep(optimizer, 4);
      assertThat(once).hasSize(optimizer.stateBlocks());
      for (int block = 0; block < once.size(); block++) {
        double factor = Math.pow(4, optimizer.gradientPowers().get(block));
        float[] kept = once.get(block).get("fc1/kernel").toArray();
        float[] scaled = fourTimes.get(block).get("fc1/kernel").toArray();
        assertThat(kept[0]).isNotZero();
        for (int i = 0; i < kept.length; i++) {
          assertThat(scaled[i]).isEqualTo((float) (factor * kept[i]));
        }
      }
    }
  }

  /** Of gradients 0.5, 1, 1.5, ... times a factor. */
  private List<Map<String, HostTensor>> stateAfterAStep(Optimizer optimizer, float factor) {
    try (Network network = new Network(device, SPEC, Passes.training(BATCH));
        Memory stepOfEpoch = device.allocate(Integer.BYTES, "step of the epoch");
        OptimizerState state =
            new OptimizerState(device, network, optimizer, 1, stepOfEpoch.pointer())) {
      network.load(TestNetworks.model(SPEC, 1).weights());
      device.stream().clear(stepOfEpoch.pointer(), stepOfEpoch.bytes());
      float[] gradients = new float[state.gradients().shape().elements()];
      for (int i = 0; i < gradients.length; i++) {
        gradients[i] = factor * (i + 1) / 2;
      }
      device.stream().upload(gradients, state.gradients().pointer());
      optimizer.step(state).forEach(Call::submit);
      return state.download();
    }
  }

  /** One of the four tensors is as if it were born at step 7. */
  private void check(Optimizer optimizer, float maximumNorm, Rule rule) {
    Model model = TestNetworks.model(SPEC, 1);
    float[] samples = TestNetworks.samples(SPEC, BATCH, 1);
    int[] labels = {0, 1, 2, 1, 0};
    Map<String, double[]> weights = new LinkedHashMap<>();
    Map<String, double[][]> states = new LinkedHashMap<>();
    for (String name : model.weights().names()) {
      double[] initial = ReferenceOps.toDouble(model.weights().get(name).toArray());
      weights.put(name, initial);
      states.put(name, new double[initial.length][2]);
    }
    try (Network network = new Network(device, SPEC, Passes.training(BATCH));
        BatchRows rows = new BatchRows(device, BATCH);
        Memory stepOfEpoch = device.allocate(Integer.BYTES, "step of the epoch");
        OptimizerState state =
            new OptimizerState(device, network, optimizer, 1, stepOfEpoch.pointer())) {
      network.load(model.weights());
      device.stream().clear(stepOfEpoch.pointer(), stepOfEpoch.bytes());
      state.setBirths(Map.of("fc2/kernel", BIRTH));
      for (int step = 0; step < STEPS; step++) {
        setSteps(network, step);
        NetworkRig.step(device, network.pass(Mode.TRAINING, BATCH), rows, samples, labels);
        optimizer.step(state).forEach(Call::submit);
        reference(weights, states, samples, labels, step, maximumNorm, rule, optimizer);
      }
      weights.forEach(
          (name, expected) -> CLOSE.check(name, network.weights().get(name).toArray(), expected));
    }
  }

  private static void reference(
      Map<String, double[]> weights,
      Map<String, double[][]> states,
      float[] samples,
      int[] labels,
      long done,
      float maximumNorm,
      Rule rule,
      Optimizer optimizer) {
    Map<String, double[]> gradients =
        new ReferenceNetwork(SPEC, weights)
            .gradients(ReferenceOps.toDouble(samples), labels)
            .parameters();
    double squares = 0;
    for (double[] gradient : gradients.values()) {
      for (double g : gradient) {
        squares += g * g;
      }
    }
    double norm = Math.sqrt(squares);
    if (maximumNorm > 0) {
      assertThat(norm).as("a norm to clip").isGreaterThan(1.5 * maximumNorm);
    }
    double scale = maximumNorm > 0 ? maximumNorm / (norm + 1e-6) : 1;
    weights.forEach(
        (name, w) -> {
          long age = name.equals("fc2/kernel") ? done - BIRTH : done;
          boolean decays = optimizer.decaysAll() || name.endsWith("/kernel");
          double decay = decays ? 0.2 : 0;
          for (int i = 0; i < w.length; i++) {
            double g = scale * gradients.get(name)[i];
            w[i] += rule.change(states.get(name)[i], w[i], g, decay, age);
          }
        });
  }

  private void setSteps(Network network, long steps) {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(steps);
    device.stream().upload(bytes, network.steps());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    refused(() -> Sgd.of(Float.NaN, 0), "learning rate is NaN, expected a finite number >= 0");
    refused(() -> Sgd.of(1, 1), "momentum is 1.0, expected a number in [0, 1)");
    refused(
        () -> AdamW.of(1).withWeightDecay(-1),
        "weight decay is -1.0, expected a finite number >= 0");
    refused(() -> new AdamW(1, 0.9, 1, 1, 0), "beta2 is 1.0, expected a number in [0, 1)");
    refused(() -> new AdamW(1, 0.9, 0.9, 0, 0), "epsilon is 0.0, expected a finite number > 0");
    refused(() -> AdamW.of(1).clippedTo(0), "maximum norm is 0.0, expected a finite number > 0");
    assertThatThrownBy(() -> AdamW.of(1).clippedTo(1).clippedTo(1))
        .hasMessageEndingWith("clips already");
  }

  private static void refused(Runnable construction, String message) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
