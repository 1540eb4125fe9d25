package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.Device;
import graft.device.Memory;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.Shares;
import graft.model.TestNetworks;
import graft.model.Weights;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A network is trained, widened by hand, and goes on beside the narrow one: with its state carried
 * over and following, its logits stay the same.
 */
class FollowedTeacherTest {
  private static final int BATCH = 5;
  private static final int BEFORE = 5;
  private static final int AFTER = 10;
  private static final int[] LABELS = {0, 1, 2, 1, 0};
  private static final int PIXELS = 12;

  /** Which of the four channels each of the six is a copy of, and its share of it. */
  private static final int[] TEACHER_OF = {0, 1, 2, 3, 0, 2};

  private static final double[] CHANNELS = {0.75, 1, 0.375, 1, 0.25, 0.625};

  private final Device device = SharedDevice.get();

  private static NetworkSpec spec(int channels) {
    return NetworkSpec.chain(Shape.of(4, 3, 2))
        .then("conv", Conv2d.same(channels, 3))
        .then("norm", new BatchNorm())
        .then("relu", new Relu())
        .then("flatten", new Flatten())
        .then("fc", new Dense(3))
        .build();
  }

  private static final NetworkSpec TEACHER = spec(4);
  private static final NetworkSpec STUDENT = spec(6);

  private static double[] features() {
    double[] features = new double[PIXELS * CHANNELS.length];
    for (int i = 0; i < features.length; i++) {
      features[i] = CHANNELS[i % CHANNELS.length];
    }
    return features;
  }

  private static Map<String, Shares> shares() {
    Shares units = new Shares(new double[0], CHANNELS);
    return Map.of(
        "conv/kernel", units,
        "conv/bias", units,
        "norm/gamma", units,
        "norm/beta", units,
        "fc/kernel", new Shares(features(), new double[0]));
  }

  /**
   * Each tensor with its channels copied.
   *
   * @param weights whether rows that read a channel take its share
   * @param power of the shares by which a channel's own numbers are multiplied
   */
  private static Map<String, HostTensor> grown(
      Map<String, HostTensor> teacher, boolean weights, int power) {
    Map<String, HostTensor> grown = new LinkedHashMap<>();
    STUDENT
        .parameters()
        .forEach(
            parameter -> {
              String name = parameter.name();
              if (teacher.containsKey(name)) {
                float[] from = teacher.get(name).toArray();
                float[] to = new float[parameter.shape().elements()];
                // Behind the channel's index: a filter's taps, a logit's weights, or nothing.
                int inner = name.equals("conv/kernel") ? 18 : name.equals("fc/kernel") ? 3 : 1;
                for (int i = 0; i < to.length; i++) {
                  if (name.equals("fc/bias")) {
                    to[i] = from[i];
                    continue;
                  }
                  int channel = i / inner % 6;
                  int pixel = i / inner / 6;
                  double share = CHANNELS[channel];
                  double factor =
                      name.equals("fc/kernel") ? (weights ? share : 1) : Math.pow(share, power);
                  to[i] =
                      (float)
                          (factor * from[(pixel * 4 + TEACHER_OF[channel]) * inner + i % inner]);
                }
                grown.put(name, HostTensor.of(parameter.shape(), to));
              }
            });
    return grown;
  }

  /** A network that is trained. */
  private final class Run implements AutoCloseable {
    private final Optimizer optimizer;
    private final Network network;
    private final BatchRows rows = new BatchRows(device, BATCH);
    private final Memory stepOfEpoch = device.allocate(Integer.BYTES, "step of the epoch");
    private final OptimizerState state;
    private long done;

    Run(Weights weights, Optimizer optimizer, Optional<Following> following, long done) {
      this.optimizer = optimizer;
      this.done = done;
      network =
          new Network(
              device,
              weights.get("norm/mean").shape().last() == 4 ? TEACHER : STUDENT,
              Passes.training(BATCH));
      state = new OptimizerState(device, network, optimizer, following, 1, stepOfEpoch.pointer());
      network.load(weights, done);
      device.stream().clear(stepOfEpoch.pointer(), stepOfEpoch.bytes());
    }

    /** The logits before the step. */
    float[] step() {
      Pass pass = network.pass(Mode.TRAINING, BATCH);
      network.load(network.weights(), done);
      NetworkRig.step(device, pass, rows, TestNetworks.samples(TEACHER, BATCH, done), LABELS);
      float[] logits = NetworkRig.download(device, pass.logits());
      optimizer.step(state).forEach(Call::submit);
      done++;
      return logits;
    }

    @Override
    public void close() {
      state.close();
      stepOfEpoch.close();
      rows.close();
      network.close();
    }
  }

  static List<Optimizer> optimizers() {
    return List.of(
        Sgd.of(0.05f, 0.9f).withNesterov().withWeightDecay(0.1f),
        Sgd.of(0.05f, 0.9f).withWeightDecay(0.1f).withDecayOnAll(),
        new AdamW(0.01f, 0.9, 0.99, 1e-3f, 0.1f).withDecayOnAll());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void theWiderNetworkStaysItsTeacherAsLongAsItFollows(Optimizer optimizer) {
    Following following = new Following(BEFORE, AFTER, shares());
    assertThat(apart(optimizer, Optional.of(following))).isLessThan(1e-5);
    assertThat(apart(optimizer, Optional.empty())).isGreaterThan(0.01);
  }

  /** The largest difference of logits, which are near 1, in the steps after growth. */
  private double apart(Optimizer optimizer, Optional<Following> following) {
    Model initial = TestNetworks.model(TEACHER, 1);
    try (Run teacher = new Run(initial.weights(), optimizer, Optional.empty(), 0)) {
      for (int i = 0; i < BEFORE; i++) {
        teacher.step();
      }
      Map<String, HostTensor> weights = teacher.network.weights().tensors();
      List<Map<String, HostTensor>> state = new ArrayList<>();
      for (int block = 0; block < optimizer.stateBlocks(); block++) {
        int power = optimizer.gradientPowers().get(block);
        state.add(grown(teacher.state.download().get(block), false, power));
      }
      Weights wide = new Weights(STUDENT, grown(weights, true, 0));
      try (Run student = new Run(wide, optimizer, following, BEFORE)) {
        student.state.load(state);
        double largest = 0;
        for (int i = 0; i < AFTER; i++) {
          float[] expected = teacher.step();
          float[] found = student.step();
          for (int k = 0; k < expected.length; k++) {
            largest = Math.max(largest, Math.abs((double) expected[k] - found[k]));
          }
        }
        return largest;
      }
    }
  }
}
