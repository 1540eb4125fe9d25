package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DriverProbeTest {
  /** To the child the software device's libcuda.so.1 is a driver like any other. */
  private static DriverProbe.Finding ask(Path driver) {
    return DriverProbe.ask(SystemView.real(), driver);
  }

  @Test
  void aDriverWithADeviceIsUsable() {
    DriverProbe.Finding finding = ask(GpuStandIn.libraries().resolve("libcuda.so.1"));
    assertThat(finding.finding()).isEqualTo("devices 1");
    assertThat(finding.usable()).isTrue();
    assertThat(finding.cuda()).isEqualTo(11080);
    assertThat(finding.cards().get(0).capability()).isEqualTo(75);
    assertThat(finding.cards().get(0).uuid())
        .as("graft-software-0")
        .isEqualTo("GPU-67726166-742d-736f-6674-776172652d30");
    assertThat(finding.details()).hasSize(2);
    assertThat(finding.details().get(0)).isEqualTo("CUDA 11.8");
    assertThat(finding.details().get(1))
        .matches("0: .* \\(compute 7\\.5, .* GiB\\), .* GiB free, GPU-6772.*");
  }

  @Test
  void aFileThatIsNoLibraryIsNotUsable() {
    DriverProbe.Finding finding = ask(Path.of("/proc/self/status"));
    assertThat(finding.usable()).isFalse();
    assertThat(finding.finding()).startsWith("libcuda.so.1 cannot be loaded: ");
    assertThat(finding.unloadable().orElseThrow()).contains("/status: ");
  }
}
