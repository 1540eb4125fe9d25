package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import org.junit.jupiter.api.Test;

@SoftwareOnly("it asks for the software device by name")
class InfoCommandTest extends TerminalSession {
  @Test
  void infoNamesTheDeviceAndItsLibraries() {
    assertThat(graft("info", "--device", "software")).isZero();
    assertThat(out.toString())
        .containsPattern("usable +software device \\(.*\\), asked for")
        .containsPattern("libcuda.so.1 +11\\.[0-9]+ +/.*libcuda.so.1")
        .containsPattern("libcudnn.so.8 +8\\.[0-9]+\\.[0-9]+ +/")
        .doesNotContain("fix");
    assertThat(graft("info", "--device", "tpu")).isEqualTo(2);
  }
}
