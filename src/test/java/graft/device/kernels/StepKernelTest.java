package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StepKernelTest extends KernelProperties {
  // Sums in float64 of at most 2050 numbers below 8, in another order.
  private static final Closeness SUM = new Closeness(1e-10, 0);

  @Property(tries = 100)
  void addsToWhatWasCountedAndKeepsTheStep(@ForAll long seed, @ForAll boolean training) {
    Philox random = new Philox(seed, 0);
    int rows = KernelRig.anySize(random);
    float[] losses = KernelRig.anyFloats(rows, 8, random);
    int[] hits = new int[rows];
    double lossSum = 100 * random.nextDouble();
    long hitSum = random.nextInt(1000) + (1L << 40);
    int position = random.nextInt(1000);
    double loss = 0;
    int hit = 0;
    for (int row = 0; row < rows; row++) {
      hits[row] = random.nextInt(2);
      loss += losses[row];
      hit += hits[row];
    }
    int recorded = 1 + random.nextInt(10);
    int step = random.nextInt(recorded);
    double[] stepLoss = new double[recorded];
    int[] stepHits = new int[recorded];
    for (int i = 0; i < recorded; i++) {
      stepLoss[i] = random.nextDouble();
      stepHits[i] = random.nextInt(1000);
    }
    long steps = random.nextInt(1000) + (1L << 40);

    DevicePointer positionOnDevice = rig.upload(position);
    DevicePointer lossOnDevice = rig.upload(lossSum);
    DevicePointer hitsOnDevice = rig.upload(hitSum);
    DevicePointer stepOnDevice = rig.upload(step);
    DevicePointer stepLossOnDevice = rig.upload(stepLoss);
    DevicePointer stepHitsOnDevice = rig.upload(stepHits);
    DevicePointer stepsOnDevice = rig.upload(steps);
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                positionOnDevice,
                rows,
                rig.upload(losses),
                rig.upload(hits),
                lossOnDevice,
                hitsOnDevice,
                stepOnDevice,
                stepLossOnDevice,
                stepHitsOnDevice));
    if (training) {
      arguments.add(stepsOnDevice);
    }
    // Many threads or one: the work is done once.
    LaunchShape shape = KernelRig.anyShape(rows, random);
    rig.launch(training ? "finish_training_step" : "finish_step", shape, arguments.toArray());

    SUM.check("sum of losses", rig.getDouble(lossOnDevice), lossSum + loss);
    assertThat(rig.getLong(hitsOnDevice)).isEqualTo(hitSum + hit);
    assertThat(rig.ints(positionOnDevice, 1)).containsExactly(position + rows);
    assertThat(rig.ints(stepOnDevice, 1)).containsExactly(step + 1);
    assertThat(rig.getLong(stepsOnDevice)).isEqualTo(training ? steps + 1 : steps);
    double[] lossesFound = rig.doubles(stepLossOnDevice, recorded);
    SUM.check("loss of the step", lossesFound[step], loss);
    stepLoss[step] = lossesFound[step];
    stepHits[step] = hit;
    assertThat(lossesFound).isEqualTo(stepLoss);
    assertThat(rig.ints(stepHitsOnDevice, recorded)).isEqualTo(stepHits);
  }

  /** What an epoch's record adds up to is what the epoch counted. */
  @Property(tries = 20)
  void stepsFillTheRecordOneAfterTheOther(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int steps = 1 + random.nextInt(8);
    int rows = 1 + random.nextInt(40);
    DevicePointer position = rig.upload(0);
    DevicePointer lossSum = rig.upload(0.0);
    DevicePointer hitSum = rig.upload(0L);
    DevicePointer step = rig.upload(0);
    DevicePointer stepLoss = rig.output(steps, Double.BYTES);
    DevicePointer stepHits = rig.output(steps, Integer.BYTES);
    for (int i = 0; i < steps; i++) {
      int[] hits = new int[rows];
      Arrays.setAll(hits, row -> random.nextInt(2));
      rig.launch(
          "finish_step",
          LaunchShape.single(),
          position,
          rows,
          rig.upload(KernelRig.anyFloats(rows, 8, random)),
          rig.upload(hits),
          lossSum,
          hitSum,
          step,
          stepLoss,
          stepHits);
    }
    assertThat(rig.ints(step, 1)).containsExactly(steps);
    SUM.check("losses", Arrays.stream(rig.doubles(stepLoss, steps)).sum(), rig.getDouble(lossSum));
    assertThat(Arrays.stream(rig.ints(stepHits, steps)).asLongStream().sum())
        .isEqualTo(rig.getLong(hitSum));
  }
}
