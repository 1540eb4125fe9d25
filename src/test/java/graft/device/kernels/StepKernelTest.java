package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StepKernelTest extends KernelProperties {
  // Sums in float64 of at most 2050 numbers below 8, in another order.
  private static final Closeness SUM = new Closeness(1e-10, 0);

  @Property(tries = 100)
  void addsToWhatWasCounted(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int rows = KernelRig.anySize(random);
    float[] losses = KernelRig.anyFloats(rows, 8, random);
    int[] hits = new int[rows];
    double lossSum = 100 * random.nextDouble();
    long hitSum = random.nextInt(1000) + (1L << 40);
    int position = random.nextInt(1000);
    double expectedLoss = lossSum;
    long expectedHits = hitSum;
    for (int row = 0; row < rows; row++) {
      hits[row] = random.nextInt(2);
      expectedLoss += losses[row];
      expectedHits += hits[row];
    }
    DevicePointer positionOnDevice = rig.upload(position);
    DevicePointer lossOnDevice = rig.upload(lossSum);
    DevicePointer hitsOnDevice = rig.upload(hitSum);
    // Many threads or one: the work is done once.
    LaunchShape shape = KernelRig.anyShape(rows, random);
    DevicePointer loss = rig.upload(losses);
    DevicePointer hit = rig.upload(hits);

    rig.launch("finish_step", shape, positionOnDevice, rows, loss, hit, lossOnDevice, hitsOnDevice);

    SUM.check("sum of losses", rig.getDouble(lossOnDevice), expectedLoss);
    assertThat(rig.getLong(hitsOnDevice)).isEqualTo(expectedHits);
    assertThat(rig.ints(positionOnDevice, 1)).containsExactly(position + rows);
  }
}
