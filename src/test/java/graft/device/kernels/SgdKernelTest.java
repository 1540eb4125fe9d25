package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceOps;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SgdKernelTest extends KernelProperties {
  private static final int GRANULE = 64;
  private static final int ROW = 16;

  // Numbers below 2, at most eight roundings of 2^-24 or fewer each, whether or not the compiler
  // fuses.
  private static final Closeness ROUNDING = new Closeness(8 * 0x1p-23, 0);

  /** A block of parameters, cut into tensors, and how it is stepped. */
  private static final class Block {
    final int granules;
    final int[] tensorOf;
    final float[] decayFactors;
    final float[] rates;
    final int epoch;
    final float scale;
    final float momentum;
    final float[] w;
    final float[] v;
    final float[] g;

    Block(Philox random) {
      granules = 1 + KernelRig.anySize(random) % 400;
      int tensors = 1 + random.nextInt(Math.min(granules, 5));
      tensorOf = new int[granules];
      for (int i = 0; i < granules; i++) {
        tensorOf[i] = i * tensors / granules;
      }
      // 0 among them: a tensor that does not decay.
      decayFactors = factors(tensors, random);
      rates = KernelRig.anyFloats(1 + random.nextInt(4), 0.5f, random);
      epoch = random.nextInt(rates.length);
      scale = random.nextInt(2) == 0 ? 1 : random.nextFloat();
      momentum = random.nextFloat() / 2;
      w = KernelRig.anyFloats(granules * GRANULE, 0.5f, random);
      v = KernelRig.anyFloats(granules * GRANULE, 0.5f, random);
      g = KernelRig.anyFloats(granules * GRANULE, 0.5f, random);
    }

    private static float[] factors(int tensors, Philox random) {
      float[] factors = new float[tensors];
      for (int i = 0; i < tensors; i++) {
        factors[i] = random.nextInt(3) == 0 ? 0 : random.nextFloat();
      }
      return factors;
    }

    byte[] table() {
      byte[] bytes = new byte[decayFactors.length * ROW];
      ByteBuffer rows = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < decayFactors.length; i++) {
        // The birth is not SGD's.
        rows.putFloat(i * ROW, decayFactors[i]).putInt(i * ROW + 4, 7).putLong(i * ROW + 8, -1);
      }
      return bytes;
    }
  }

  @Property(tries = 100)
  void stepsAsItsFormulasSay(@ForAll long seed, @ForAll boolean nesterov) {
    Philox random = new Philox(seed, 0);
    Block block = new Block(random);
    float decay = random.nextInt(3) == 0 ? 0 : random.nextFloat() / 2;
    DevicePointer weights = rig.upload(block.w);
    DevicePointer velocity = rig.upload(block.v);

    launch(block, weights, velocity, rig.upload(block.g), decay, nesterov, random);

    double rate = block.rates[block.epoch];
    double[] expectedWeights = ReferenceOps.toDouble(block.w);
    double[] expectedVelocity = ReferenceOps.toDouble(block.v);
    for (int i = 0; i < expectedWeights.length; i++) {
      int tensor = block.tensorOf[i / GRANULE];
      double gradient =
          (double) block.scale * block.g[i]
              + (double) decay * block.decayFactors[tensor] * expectedWeights[i];
      expectedVelocity[i] = block.momentum * expectedVelocity[i] - rate * gradient;
      double step =
          nesterov ? block.momentum * expectedVelocity[i] - rate * gradient : expectedVelocity[i];
      expectedWeights[i] += step;
    }
    ROUNDING.check("v", rig.floats(velocity, block.v.length), expectedVelocity);
    ROUNDING.check("w", rig.floats(weights, block.w.length), expectedWeights);
  }

  /** Where nothing decays, a parameter that has overflowed does not reach its gradient. */
  @Property(tries = 20)
  void withoutDecayThePastOfAParameterIsNotRead(@ForAll long seed, @ForAll boolean nesterov) {
    Philox random = new Philox(seed, 0);
    Block block = new Block(random);
    block.w[0] = Float.POSITIVE_INFINITY;
    DevicePointer velocity = rig.upload(block.v);

    launch(block, rig.upload(block.w), velocity, rig.upload(block.g), 0, nesterov, random);

    assertThat(rig.floats(velocity, block.v.length)[0]).isFinite();
  }

  private static void launch(
      Block block,
      DevicePointer weights,
      DevicePointer velocity,
      DevicePointer gradient,
      float decay,
      boolean nesterov,
      Philox random) {
    rig.launch(
        "sgd",
        KernelRig.anyShape(block.w.length, random),
        weights,
        velocity,
        gradient,
        rig.upload(block.tensorOf),
        rig.upload(block.table()),
        block.granules,
        rig.upload(block.rates),
        rig.upload(block.epoch),
        rig.upload(block.scale),
        block.momentum,
        decay,
        nesterov ? 1 : 0);
  }
}
