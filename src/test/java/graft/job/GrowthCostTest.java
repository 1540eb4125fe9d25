package graft.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import graft.model.TestNetworks;
import graft.nn.Network;
import graft.nn.Passes;
import graft.random.Philox;
import graft.tensor.Shape;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What grown networks are said to cost is what they cost. */
@SoftwareOnly("nobody else takes memory of it")
class GrowthCostTest {
  /** Each block of memory is rounded up to so much. */
  private static final long ROUNDING = 5 * 512;

  private final Device device = SharedDevice.get();

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs().filter(spec -> spec.input().rank() == 3);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void ofRandomNetworks(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    costsWhatWasSaid(TestNetworks.model(spec, seed), seed);
  }

  @Property(tries = 5, shrinking = ShrinkingMode.OFF)
  void ofAResidualNetwork(@ForAll long seed) {
    costsWhatWasSaid(TestNetworks.model(SmallResNet.spec(), seed), seed);
  }

  private void costsWhatWasSaid(Model teacher, long seed) {
    NetworkSpec spec = teacher.spec();
    Preprocessing preprocessing = Preprocessing.scaled(spec.input().last());
    Measurement measurement =
        new Measurement(device, preprocessing, Samples.ofPixels(spec.input()), 32);
    RandomGrowth random = new RandomGrowth(measurement, new Philox(seed, 0));
    Growth growth = DeviceGrowthTest.teacher(teacher, preprocessing).measuring(measurement);
    for (int i = 0; i < 3; i++) {
      growth = random.grow(growth);
    }
    NetworkSpec grown = growth.model().spec();
    long free = device.freeBytes();
    Cost said = Cost.of(grown, device);
    assertThat(device.freeBytes()).as("nothing is allocated").isEqualTo(free);

    assertThat(said.parameters()).isEqualTo(trainedNumbers(growth.model()));
    assertThat(said.flops()).isEqualTo(2 * multiplyAdds(grown));
    try (Network built = new Network(device, grown, Passes.training(Cost.BATCH))) {
      built.load(growth.model().weights());
      assertThat(free - device.freeBytes())
          .isBetween(said.trainingBytes(), said.trainingBytes() + ROUNDING);
    }
  }

  /** Those that the model really has. */
  private static long trainedNumbers(Model model) {
    return model.spec().parameters().stream()
        .filter(parameter -> parameter.parameter().trained())
        .map(NodeParameter::name)
        .mapToLong(name -> model.weights().get(name).toArray().length)
        .sum();
  }

  /** One for each tap, channel, filter and pixel; one for each feature and unit. */
  private static long multiplyAdds(NetworkSpec spec) {
    long sum = 0;
    for (Node node : spec.nodes()) {
      Shape in = spec.shapeOf(node.inputs().get(0));
      if (node.op() instanceof Conv2d conv) {
        long taps = (long) conv.kernelHeight() * conv.kernelWidth() * in.last();
        sum += taps * spec.shapeOf(node.name()).elements();
      } else if (node.op() instanceof Dense dense) {
        sum += (long) in.elements() * dense.units();
      }
    }
    return sum;
  }
}
