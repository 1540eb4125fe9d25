package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Dropout;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.reference.Closeness;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePass;
import graft.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which elements are dropped: a function of seed, name, step and element. */
class DropoutTest {
  private static final int FEATURES = 1001;
  private static final int BATCH = 3;

  private final Device device = SharedDevice.get();
  private final float[] samples = new float[BATCH * FEATURES];

  private static NetworkSpec spec(String name, double rate) {
    return NetworkSpec.chain(Shape.of(FEATURES)).then(name, new Dropout(rate)).build();
  }

  private float[] dropped(String name, double rate, long seed, long step) {
    for (int i = 0; i < samples.length; i++) {
      samples[i] = 1 + i % 7;
    }
    Passes passes = Passes.training(BATCH).withSeed(seed);
    try (Network network = new Network(device, spec(name, rate), passes)) {
      network.load(Model.of(spec(name, rate), Map.of()).weights());
      byte[] count =
          ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(step).array();
      device.stream().upload(count, network.steps());
      Pass pass = network.pass(Mode.TRAINING, BATCH);
      device.stream().upload(samples, pass.input().pointer());
      pass.forward();
      return NetworkRig.download(device, pass.logits());
    }
  }

  @Test
  void dropsWhatTheReferenceDrops() {
    for (long step : new long[] {0, 1, (1L << 32) - 1}) {
      for (double rate : new double[] {0.2, 0.5, 0.999}) {
        float[] found = dropped("drop", rate, -5, step);
        double[] expected =
            ReferenceNetwork.of(Model.of(spec("drop", rate), Map.of()))
                .forward(ReferenceOps.toDouble(samples), BATCH, new ReferencePass(true, -5, step))
                .get("drop");
        new Closeness(0, 1e-6).check("rate " + rate + ", step " + step, found, expected);
      }
    }
  }

  @Test
  void dropsAsOftenAsItShould() {
    float[] found = dropped("drop", 0.25, 1, 0);
    int zeros = 0;
    for (float value : found) {
      zeros += value == 0 ? 1 : 0;
    }
    // 3003 draws: a standard deviation is 24.
    assertThat(zeros).isBetween(751 - 100, 751 + 100);
  }

  @Test
  void everyStepSeedAndNameHasAMaskOfItsOwn() {
    float[] found = dropped("drop", 0.5, 1, 0);
    assertThat(dropped("drop", 0.5, 1, 0)).isEqualTo(found);
    assertThat(dropped("drop", 0.5, 1, 1)).isNotEqualTo(found);
    assertThat(dropped("drop", 0.5, 2, 0)).isNotEqualTo(found);
    assertThat(dropped("drop2", 0.5, 1, 0)).isNotEqualTo(found);
  }

  @Test
  void nothingIsDroppedAtRate0OrInInference() {
    assertThat(dropped("drop", 0, 1, 0)).isEqualTo(samples);
    try (Network network = new Network(device, spec("drop", 0.5), Passes.inference(BATCH))) {
      assertThat(network.pass(Mode.INFERENCE, BATCH).forwardCalls()).isEmpty();
    }
  }

  @Test
  void refusesARateOf1() {
    assertThatThrownBy(() -> new Dropout(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dropout: rate is 1.0, expected a number from 0 to below 1");
  }
}
