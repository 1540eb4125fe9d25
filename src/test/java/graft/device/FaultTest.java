package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Work that fails on the device, after the call that submitted it has returned. */
class FaultTest {
  private Device device;
  private Memory x;

  private void openWithSync(boolean sync) {
    device = Device.open(TestDevice.options().withSync(sync));
    // What lies past an allocation is another's or nobody's on a GPU, and not always a fault.
    assumeTrue(device.isSoftware());
    x = device.allocate(100, "x");
  }

  private void fault() {
    device.kernel("relu").launch(LaunchShape.single(), x.at(100), 4L);
  }

  @AfterEach
  void aFaultyDeviceIsClosedWithOneWarning() {
    String log = StandardError.during(device::close);
    assertThat(log).contains("memory 'x'");
    assertThat(log.lines().filter(line -> line.contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)")))
        .hasSize(1);
    // Nothing of the fault is left for the next device.
    try (Device next = TestDevice.open();
        Memory memory = TestDevice.put(next, "next", new float[] {7})) {
      assertThat(TestDevice.get(next, memory)).containsExactly(7);
    }
  }

  @Test
  void inSyncModeTheCallIsNamed() {
    openWithSync(true);
    assertThatThrownBy(this::fault)
        .isInstanceOf(CudaException.class)
        .hasMessageStartingWith(
            "cuLaunchKernel: CUDA_ERROR_ILLEGAL_ADDRESS (700) for kernel relu as 1 blocks of 1"
                + " threads")
        .hasMessageContaining("0 bytes left at offset 100 of memory 'x' of 100 bytes")
        .hasMessageEndingWith("(while it ran)");
  }

  @Test
  void elseTheNextWaitFailsAndSaysHowToFindTheCall() {
    openWithSync(false);
    fault();
    assertThatThrownBy(() -> device.stream().synchronize())
        .isInstanceOf(CudaException.class)
        .hasMessageContaining("cuStreamSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS (700)")
        .hasMessageContaining("an earlier asynchronous call may have failed: --sync names it");
  }
}
