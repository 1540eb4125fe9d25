package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import graft.settings.Setting;
import graft.settings.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The software device reads its variables itself, and refuses what Java refuses. */
@SoftwareOnly("its own variables")
class NativeSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "GRAFT_THREADS, 2.5, false",
    "GRAFT_THREADS, -3, false",
    "GRAFT_THREADS, 1025, false",
    "GRAFT_THREADS, 0012, true",
    "GRAFT_THREADS, '', true",
    "GRAFT_SOFTWARE_MEMORY, 1.5G, false",
    "GRAFT_SOFTWARE_MEMORY, -1, false",
    "GRAFT_SOFTWARE_MEMORY, 8589934592G, false",
    "GRAFT_SOFTWARE_MEMORY, 8589934591g, true",
    "GRAFT_SOFTWARE_CUDNN, 10, false",
    "GRAFT_CHECK, 'memory,', false",
    "GRAFT_FAULTS, contexts, false",
    "GRAFT_SOFTWARE_FAIL, =hang, false",
  })
  void refusesWhatJavaRefuses(Setting setting, String text, boolean sound) throws IOException {
    Process child = ChildJvm.startAlike(Map.of(setting.name(), text), SettingsChild.class);
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).contains(sound ? "cuInit 0" : "graft: " + setting + ": found '");
    assertThat(said.contains("cuInit 0")).isEqualTo(sound);
    assertThat(isSoundInJava(setting, text)).isEqualTo(sound);
  }

  private static boolean isSoundInJava(Setting setting, String text) {
    try {
      setting.soundIn(Map.of(setting.name(), text));
      return true;
    } catch (SettingException e) {
      return false;
    }
  }

  @Test
  void anOddOneIsSaidBeforeALibraryIsLoaded() {
    SystemView odd = new SystemView(Path.of("/"), Map.of("GRAFT_THREADS", "many"));
    assertThatThrownBy(() -> SoftwareLibraries.locate(odd, Isa.BASELINE))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageStartingWith("GRAFT_THREADS: found 'many', expected ");
  }
}
