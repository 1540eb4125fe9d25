package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.Shares;
import graft.reference.Closeness;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels that follow a teacher, beside their formulas in float64, on gradients that are made
 * up.
 */
class FollowingTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(3, 2, 2))
          .then("conv", Conv2d.same(4, 3))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("flatten", new Flatten())
          .then("fc", new Dense(5))
          .build();

  private static final double[] CHANNELS = {0.75, 0.25, 1, 0.125};

  /** The flattened rows are (pixel, channel), the channel innermost. */
  private static final double[] FEATURES = repeated(CHANNELS, 6);

  private static final Map<String, Shares> SHARES =
      Map.of(
          "conv/kernel", new Shares(new double[] {0.5, 2}, CHANNELS),
          "conv/bias", new Shares(new double[0], CHANNELS),
          "norm/gamma", new Shares(new double[0], CHANNELS),
          "norm/mean", new Shares(new double[0], CHANNELS),
          "fc/kernel", new Shares(FEATURES, new double[0]));

  /** In full up to step 7, gone at step 11. */
  private static final Following FOLLOWING = new Following(3, 4, SHARES);

  private static final int STEPS = 14;
  private static final float RATE = 0.05f;

  // Fourteen steps of about 0.05, each rounded to some 1e-7 of weights near 1.
  private static final Closeness CLOSE = new Closeness(2e-6, 2e-6);

  private final Device device = SharedDevice.get();

  private static double[] repeated(double[] values, int times) {
    double[] all = new double[values.length * times];
    for (int i = 0; i < all.length; i++) {
      all[i] = values[i % values.length];
    }
    return all;
  }

  static List<Optimizer> optimizers() {
    Sgd sgd = Sgd.of(RATE, 0.9f);
    return List.of(
        sgd,
        sgd.withNesterov(),
        sgd.withWeightDecay(0.2f),
        sgd.withNesterov().withWeightDecay(0.2f).withDecayOnAll(),
        new AdamW(RATE, 0.9, 0.99, 1e-2f, 0.2f),
        new AdamW(RATE, 0.9, 0.99, 1e-2f, 0.2f).withDecayOnAll());
  }

  /** s_in and s_out of an element, from its place in its tensor. */
  private static double[] sharesOf(String name, int element) {
    return switch (name) {
      case "conv/kernel" -> new double[] {element % 2 == 0 ? 0.5 : 2, CHANNELS[element / 18]};
      case "conv/bias", "norm/gamma" -> new double[] {1, CHANNELS[element]};
      case "fc/kernel" -> new double[] {CHANNELS[element / 5 % 4], 1};
      default -> new double[] {1, 1};
    };
  }

  /** From 1 at step 7 to 0 at step 11. */
  private static double lambda(long done) {
    return done <= 7 ? 1 : done >= 11 ? 0 : (11 - done) / 4.0;
  }

  /** One number's step. */
  private static double step(
      Optimizer optimizer,
      double[] state,
      double w,
      double g,
      boolean kernel,
      double in,
      double out,
      long done) {
    double decay = kernel || optimizer.decaysAll() ? 1 : 0;
    if (optimizer instanceof Sgd sgd) {
      double gradient = g + sgd.weightDecay() * decay * out / in * w;
      state[0] = 0.9 * state[0] - RATE * gradient;
      return w + in / out * (sgd.nesterov() ? 0.9 * state[0] - RATE * gradient : state[0]);
    }
    AdamW adamw = (AdamW) optimizer;
    state[0] += 0.1 * (g - state[0]);
    state[1] += 0.01 * (g * g - state[1]);
    double mean = state[0] / (1 - Math.pow(0.9, done + 1.0));
    double root = Math.sqrt(state[1] / (1 - Math.pow(0.99, done + 1.0)));
    double rate = RATE * in;
    return w - rate * (adamw.weightDecay() * decay / in * w + mean / (root + 1e-2 * out));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theKernelsDoAsTheFormulas(Optimizer optimizer) {
    try (OptimizerRig rig = new OptimizerRig(device, SPEC, optimizer, FOLLOWING)) {
      Map<String, double[]> weights = rig.weightsInDouble();
      Map<String, double[][]> states = OptimizerRig.zeros(weights);
      for (int done = 0; done < STEPS; done++) {
        Map<String, HostTensor> gradients = gradients(done);
        rig.step(done, gradients);
        for (String name : gradients.keySet()) {
          float[] g = gradients.get(name).toArray();
          double[] w = weights.get(name);
          for (int i = 0; i < w.length; i++) {
            double[] shares = sharesOf(name, i);
            double in = Math.pow(shares[0], lambda(done));
            double out = Math.pow(shares[1], lambda(done));
            boolean kernel = name.endsWith("/kernel");
            w[i] = step(optimizer, states.get(name)[i], w[i], g[i], kernel, in, out, done);
          }
          CLOSE.check("step " + done + " of " + name, rig.weight(name), w);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void onceItIsOverTheBitsAreThoseOfThePlainKernel(Optimizer optimizer) {
    assertThat(FOLLOWING.isOver(10)).isFalse();
    assertThat(FOLLOWING.isOver(11)).isTrue();
    try (OptimizerRig following = new OptimizerRig(device, SPEC, optimizer, FOLLOWING);
        OptimizerRig plain = new OptimizerRig(device, SPEC, optimizer)) {
      following.step(10, gradients(10));
      plain.step(10, gradients(10));
      assertThat(following.weights()).isNotEqualTo(plain.weights());
      plain.load(following);
      for (int done = 11; done < 30; done++) {
        following.step(done, gradients(done));
        plain.step(done, gradients(done));
      }
      assertThat(following.weights()).isEqualTo(plain.weights());
      assertThat(following.state()).isEqualTo(plain.state());
    }
  }

  /** Of each trained parameter, drawn anew for each step. */
  private static Map<String, HostTensor> gradients(int step) {
    return OptimizerRig.gradients(SPEC, new SplittableRandom(step));
  }

  @Test
  void aFollowingThatNeverEndsDoesNotOverflow() {
    Following endless = new Following(1, Long.MAX_VALUE, SHARES);
    assertThat(endless.isOver(Long.MAX_VALUE)).isFalse();
    Following late = new Following(Long.MAX_VALUE, Long.MAX_VALUE, SHARES);
    assertThat(late.isOver(0)).isFalse();
    Optimizer sgd = Sgd.of(RATE, 0.9f);
    try (OptimizerRig rig = new OptimizerRig(device, SPEC, sgd, endless);
        OptimizerRig full = new OptimizerRig(device, SPEC, sgd, FOLLOWING)) {
      rig.step(5, gradients(5));
      full.step(5, gradients(5));
      assertThat(rig.weights()).isEqualTo(full.weights());
    }
  }

  @Test
  void takesTwoBlocksMore() {
    Optimizer sgd = Sgd.of(RATE, 0.9f);
    long plain = OptimizerState.bytes(SPEC, sgd, false, 3);
    long block = 4L * new ParameterLayout(SPEC).trainedFloats();
    assertThat(OptimizerState.bytes(SPEC, sgd, true, 3)).isEqualTo(plain + 2 * block);
  }

  @Test
  void whatBreaksItIsRefused() {
    NetworkSpec drops =
        NetworkSpec.chain(Shape.of(2))
            .then("fc", new Dense(2))
            .then("keep", new Dropout(0))
            .then("drop", new Dropout(0.5))
            .build();
    Following any = new Following(0, 1, Map.of());
    refused(
        () -> any.requireFits(drops, Sgd.of(1, 0)),
        "the network cannot follow its teacher: node 'drop' is Dropout of rate 0.5, which drops copies of a unit by themselves; expected none, or train without following");
    refused(
        () -> any.requireFits(SPEC, Sgd.of(1, 0).clippedTo(1)),
        "the network cannot follow its teacher with Clipped[optimizer=Sgd[learningRate=1.0, momentum=0.0, nesterov=false, weightDecay=0.0, decaysAll=false], maximumNorm=1.0]: the norm that it clips by is of all gradients, in which copies of a unit count each by itself; train it with another optimizer, or without following");
    refused(
        () -> following("fc/bias", new Shares(new double[] {1}, new double[0])),
        "fc/bias [5] has 1 shares of inputs, which it does not read");
    refused(
        () -> following("conv/kernel", new Shares(new double[] {1}, new double[] {1, 2, 3})),
        "conv/kernel [4, 3, 3, 2] has 3 shares of its units, expected none or 4, and 1 shares of its inputs, expected none or 2");
    assertThatThrownBy(() -> following("conv2/kernel", new Shares(new double[] {1}, CHANNELS)))
        .hasMessageStartingWith(
            "shares of 'conv2/kernel', which no parameter is named; there are [conv/kernel, ");
    List<Double> bad = new ArrayList<>(List.of(0.0, -1.0, Double.NaN, 1e-60, 1e60));
    for (double share : bad) {
      refused(
          () -> following("fc/kernel", new Shares(new double[] {share}, new double[0])),
          "a share of the inputs of fc/kernel is "
              + share
              + ", expected a finite number above 0 in float32");
    }
    refused(
        () -> new Following(-1, 0, SHARES),
        "a network follows its teacher from step -1 for 0 steps, expected a step of 0 or more and 1 or more of them");
  }

  private static void following(String name, Shares shares) {
    new Following(0, 1, Map.of(name, shares)).requireFits(SPEC, Sgd.of(1, 0));
  }

  private static void refused(Runnable what, String message) {
    assertThatThrownBy(what::run).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
