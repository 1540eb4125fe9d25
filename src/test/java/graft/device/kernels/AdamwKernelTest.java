package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceOps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AdamwKernelTest extends KernelProperties {
  private static final int GRANULE = 64;
  private static final int ROW = 16;
  private static final int STEPS = 20;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final float EPSILON = 1e-3f;

  // Weights below 4, moved by some ten roundings of 2^-24 in each of 20 steps of 0.1 at most.
  private static final Closeness WEIGHT = new Closeness(STEPS * 2e-7, 0);
  private static final Closeness MOMENT = new Closeness(STEPS * 0x1p-24, 0);

  /** One tensor's factor of decay and the step at which it was born. */
  private record Factors(float decay, long birth) {}

  private static byte[] table(Factors... tensors) {
    byte[] bytes = new byte[tensors.length * ROW];
    ByteBuffer rows = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (Factors tensor : tensors) {
      rows.putFloat(tensor.decay()).putInt(7).putLong(tensor.birth());
    }
    return bytes;
  }

  private static Factors anyFactors(long done, Philox random) {
    return new Factors(
        random.nextInt(3) == 0 ? 0 : 2 * random.nextFloat(), random.nextInt(2) == 0 ? 0 : done);
  }

  /** A block of one granule a tensor on the device, and the same in float64. */
  private static final class Block {
    final int tensors;
    final DevicePointer w;
    final DevicePointer m;
    final DevicePointer v;
    final double[] weights;
    final double[] means;
    final double[] squares;

    Block(int tensors, Philox random) {
      this.tensors = tensors;
      float[] initial = KernelRig.anyFloats(tensors * GRANULE, 1, random);
      w = rig.upload(initial);
      m = rig.upload(new float[initial.length]);
      v = rig.upload(new float[initial.length]);
      weights = ReferenceOps.toDouble(initial);
      means = new double[initial.length];
      squares = new double[initial.length];
    }

    void step(Factors[] factors, long done, float rate, float decay, float scale, Philox random) {
      float[] g = KernelRig.anyFloats(weights.length, 1, random);
      int[] tensorOf = new int[tensors];
      Arrays.setAll(tensorOf, i -> i);
      rig.launch(
          "adamw",
          KernelRig.anyShape(weights.length, random),
          w,
          m,
          v,
          rig.upload(g),
          rig.upload(tensorOf),
          rig.upload(table(factors)),
          tensors,
          rig.upload(-1, rate),
          rig.upload(1),
          rig.upload(done),
          rig.upload(scale),
          (float) (1 - BETA1),
          (float) (1 - BETA2),
          EPSILON,
          decay);
      for (int i = 0; i < weights.length; i++) {
        reference(i, factors[i / GRANULE], done, rate, decay, (double) scale * g[i]);
      }
    }

    /** As torch.optim.AdamW's documentation has it. */
    private void reference(int i, Factors of, long done, float rate, float decay, double g) {
      long t = Math.max(1, done - of.birth() + 1);
      means[i] = BETA1 * means[i] + (1 - BETA1) * g;
      squares[i] = BETA2 * squares[i] + (1 - BETA2) * g * g;
      double mean = means[i] / (1 - Math.pow(BETA1, (double) t));
      double square = squares[i] / (1 - Math.pow(BETA2, (double) t));
      weights[i] -= (double) rate * decay * of.decay() * weights[i];
      weights[i] -= rate * mean / (Math.sqrt(square) + EPSILON);
    }

    void check(String when) {
      WEIGHT.check("w " + when, rig.floats(w, weights.length), weights);
      MOMENT.check("m " + when, rig.floats(m, weights.length), means);
      MOMENT.check("v " + when, rig.floats(v, weights.length), squares);
    }
  }

  @Property(tries = 20)
  void followsItsFormulasForTwentySteps(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    long done = random.nextInt(3) * (1L << random.nextInt(40));
    Factors[] factors = new Factors[1 + random.nextInt(20)];
    Arrays.setAll(factors, i -> anyFactors(done, random));
    float decay = random.nextInt(3) == 0 ? 0 : random.nextFloat() / 10;
    Block block = new Block(factors.length, random);
    for (int step = 0; step < STEPS; step++) {
      float scale = random.nextInt(2) == 0 ? 1 : random.nextFloat();
      block.step(factors, done + step, random.nextFloat() / 10, decay, scale, random);
    }
    block.check("after " + STEPS + " steps");
  }

  /**
   * The first step of a tensor is as long as the rate, whenever it was born; without, 3.16 times.
   */
  @Property(tries = 1)
  void theFirstStepAfterABirthIsAsLongAsTheRate() {
    long done = 1L << 40;
    float[] w = new float[3 * GRANULE];
    float[] g = new float[w.length];
    Arrays.fill(g, 1000);
    DevicePointer weights = rig.upload(w);
    rig.launch(
        "adamw",
        KernelRig.anyShape(w.length, new Philox(1, 0)),
        weights,
        rig.upload(w.clone()),
        rig.upload(w.clone()),
        rig.upload(g),
        rig.upload(0, 1, 2),
        rig.upload(table(new Factors(1, done), new Factors(1, done + 5), new Factors(1, 0))),
        3,
        rig.upload(0.5f),
        rig.upload(0),
        rig.upload(done),
        rig.upload(1f),
        (float) (1 - BETA1),
        (float) (1 - BETA2),
        EPSILON,
        0f);
    float[] found = rig.floats(weights, w.length);
    new Closeness(1e-6, 0).check("born now", found[0], -0.5);
    // Before its birth it counts as born now.
    assertThat(found[GRANULE]).isEqualTo(found[0]);
    new Closeness(1e-4, 0)
        .check("born long ago", found[2 * GRANULE], -0.5 * 0.1 / Math.sqrt(0.001));
  }
}
