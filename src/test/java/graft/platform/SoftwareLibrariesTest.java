package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftwareLibrariesTest {
  private static SystemView asking(String version) {
    return new SystemView(Path.of("/"), Map.of("GRAFT_SOFTWARE_CUDNN", version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "9"})
  void bothVersionsOfCudnnCanBeAskedFor(String version) {
    assertThat(SoftwareLibraries.locate(asking(version), Isa.V3)).containsKey("libcudnn.so.8");
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> SoftwareLibraries.locate(asking("7"), Isa.V3))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessage(
            "GRAFT_SOFTWARE_CUDNN: found '7', expected 8 or 9, the version of cuDNN that the"
                + " software device answers as");
  }
}
