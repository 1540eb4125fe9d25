package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What a network is said to take is what it takes. */
@SoftwareOnly("nobody else takes memory of it")
class NetworkMemoryTest {
  private final Device device = SharedDevice.get();

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.partlyFrozen(TestNetworks.graphs());
  }

  @Property(tries = 30, shrinking = ShrinkingMode.OFF)
  void predictsWhatIsAllocated(@ForAll("graphs") NetworkSpec spec, @ForAll boolean training) {
    Passes passes = training ? Passes.training(3, 2).andInference(7) : Passes.inference(5, 1);
    long before = device.freeBytes();
    MemoryNeed need = Network.memory(device, spec, passes);
    assertThat(device.freeBytes()).as("nothing is allocated").isEqualTo(before);
    try (Network network = new Network(device, spec, passes)) {
      assertThat(before - device.freeBytes())
          .as(network.passes().toString())
          .isBetween(need.total(), need.total() + 5 * 512);
    }
    assertThat(device.freeBytes()).isEqualTo(before);
  }
}
