package graft.device.kernels;

import graft.device.DevicePointer;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceOps;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SgdKernelTest extends KernelProperties {
  // Numbers below 1, three roundings of 2^-24 or fewer each, whether or not the compiler fuses.
  private static final Closeness ROUNDING = new Closeness(3 * 0x1p-24, 0);

  @Property(tries = 100)
  void movesParametersByTheirMomentum(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int n = KernelRig.anySize(random) * KernelRig.anySize(random) % 30_000 + 1;
    float rate = random.nextFloat() / 2;
    float momentum = random.nextFloat() / 2;
    float[] w = KernelRig.anyFloats(n, 0.5f, random);
    float[] v = KernelRig.anyFloats(n, 0.5f, random);
    float[] g = KernelRig.anyFloats(n, 0.5f, random);
    DevicePointer weights = rig.upload(w);
    DevicePointer velocity = rig.upload(v);

    rig.launch(
        "sgd_momentum",
        KernelRig.anyShape(n, random),
        weights,
        velocity,
        rig.upload(g),
        rate,
        momentum,
        (long) n);

    double[] expectedWeights = ReferenceOps.toDouble(w);
    double[] expectedVelocity = ReferenceOps.toDouble(v);
    ReferenceOps.sgdMomentum(
        expectedWeights, expectedVelocity, ReferenceOps.toDouble(g), rate, momentum);
    ROUNDING.check("v", rig.floats(velocity, n), expectedVelocity);
    ROUNDING.check("w", rig.floats(weights, n), expectedWeights);
  }
}
