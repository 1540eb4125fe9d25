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

  @Test
  void aGpuIsNotASoftwareDevice() {
    assertThat(graft("info", "--device", "software", "--gpu", "0")).isEqualTo(2);
    assertThat(err.toString())
        .contains("--gpu asks for a GPU, and --device software for none: leave one out");
    assertThat(graft("info", "--gpu", "first")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "a GPU is named by its ordinal or its UUID (GPU-...), as graft info lists them, found"
                + " 'first'");
  }
}
