package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DriverProbeTest {
  /** To the child the software device's libcuda.so.1 is a driver like any other. */
  private static Path driver() {
    return GpuStandIn.libraries().resolve("libcuda.so.1");
  }

  @Test
  void aDriverWithADeviceIsUsable() {
    DriverProbe.Finding finding = DriverProbe.ask(driver());
    assertThat(finding.usable()).isTrue();
    assertThat(finding.finding()).isEqualTo("devices 1");
    assertThat(finding.cuda()).isEqualTo(11080);
    assertThat(finding.capability()).hasValue(75);
    assertThat(finding.details()).hasSize(2);
    assertThat(finding.details().get(0)).isEqualTo("CUDA 11.8");
    assertThat(finding.details().get(1)).matches("0: .* \\(compute [0-9]\\.[0-9], .* GiB\\)");
  }

  @Test
  void aFileThatIsNoLibraryIsNotUsable() {
    DriverProbe.Finding finding = DriverProbe.ask(Path.of("/proc/self/status"));
    assertThat(finding.usable()).isFalse();
    assertThat(finding.finding()).contains("libcuda.so.1 cannot be loaded from /proc/self/status");
  }

  @Test
  void aChildThatDiesIsNotUsable() {
    DriverProbe.Finding finding = DriverProbe.parse("# A fatal error has been detected\nmore", 134);
    assertThat(finding.usable()).isFalse();
    assertThat(finding.finding()).contains("exit code 134", "A fatal error");
  }
}
