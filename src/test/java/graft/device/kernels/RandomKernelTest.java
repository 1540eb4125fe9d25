package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The device draws what graft.random.Philox draws. */
class RandomKernelTest extends KernelProperties {
  @Property(tries = 150)
  void uniformNumbersAreTheHostsBitForBit(@ForAll long seed, @ForAll long sequence) {
    Philox random = new Philox(seed, ~sequence);
    int n = KernelRig.anySize(random);
    float low = 2 * random.nextFloat() - 1;
    float high = low + random.nextFloat();
    DevicePointer out = rig.output(n, Float.BYTES);

    rig.launch(
        "philox_uniform", KernelRig.anyShape(n, random), out, (long) n, seed, sequence, low, high);

    Philox host = new Philox(seed, sequence);
    float[] expected = new float[n];
    for (int i = 0; i < n; i++) {
      expected[i] = low + (high - low) * host.nextFloat();
    }
    assertThat(rig.floats(out, n)).isEqualTo(expected);
  }
}
