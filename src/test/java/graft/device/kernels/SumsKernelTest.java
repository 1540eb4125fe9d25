package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bit for bit: one correctly rounded addition has one answer. */
class SumsKernelTest extends KernelProperties {
  /** Into a tensor of its own, or over either or both of the terms. */
  @Property(tries = 100)
  void addsElementByElement(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    float[] a = KernelRig.anyFloats(KernelRig.anySize(random), 1, random);
    float[] b = KernelRig.anyFloats(a.length, 1, random);
    a[random.nextInt(a.length)] = Float.NaN;
    boolean same = random.nextInt(4) == 0;
    DevicePointer first = rig.upload(a);
    DevicePointer second = same ? first : rig.upload(b);
    DevicePointer y =
        switch (random.nextInt(3)) {
          case 0 -> first;
          case 1 -> second;
          default -> rig.output(a.length, Float.BYTES);
        };

    rig.launch("add", KernelRig.anyShape(a.length, random), first, second, y, (long) a.length);

    float[] expected = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      expected[i] = a[i] + (same ? a[i] : b[i]);
    }
    assertThat(rig.floats(y, a.length)).isEqualTo(expected);
  }

  @Property(tries = 100)
  void accumulatesOntoWhatIsThere(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    float[] x = KernelRig.anyFloats(KernelRig.anySize(random), 1, random);
    float[] y = KernelRig.anyFloats(x.length, 1, random);
    DevicePointer sum = rig.upload(y);
    DevicePointer added = rig.upload(x);

    rig.launch("accumulate", KernelRig.anyShape(x.length, random), added, sum, (long) x.length);

    for (int i = 0; i < y.length; i++) {
      y[i] += x[i];
    }
    assertThat(rig.floats(sum, y.length)).isEqualTo(y);
    assertThat(rig.floats(added, x.length)).isEqualTo(x);
  }
}
