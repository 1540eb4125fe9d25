package graft.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What environment variables may be. */
class SettingTest {
  @ParameterizedTest
  @CsvSource({
    "GRAFT_THREADS, 1",
    "GRAFT_THREADS, 007",
    "GRAFT_THREADS, 1024",
    "GRAFT_SOFTWARE_MEMORY, 1",
    "GRAFT_SOFTWARE_MEMORY, 512M",
    "GRAFT_SOFTWARE_MEMORY, 4g",
    "GRAFT_SOFTWARE_MEMORY, 8589934591G",
    "GRAFT_SOFTWARE_CUDNN, 9",
    "GRAFT_CHECK, 'memory,race'",
    "GRAFT_CHECK, race",
    "GRAFT_FAULTS, context",
    "GRAFT_SOFTWARE_FAIL, 'cuInit=100,cudnnConvolutionForward=hang'",
    "GRAFT_DATA, /some where/données",
  })
  void takesWhatIsOfItsForm(Setting setting, String text) {
    assertThat(setting.soundIn(Map.of(setting.name(), text))).contains(text);
  }

  @ParameterizedTest
  @CsvSource({
    "GRAFT_THREADS, abc",
    "GRAFT_THREADS, -3",
    "GRAFT_THREADS, +3",
    "GRAFT_THREADS, 2.5",
    "GRAFT_THREADS, 0",
    "GRAFT_THREADS, 1025",
    "GRAFT_THREADS, 99999999999999999999",
    "GRAFT_THREADS, ' 2'",
    "GRAFT_THREADS, 0x10",
    "GRAFT_THREADS, ٢",
    "GRAFT_SOFTWARE_MEMORY, 1.5G",
    "GRAFT_SOFTWARE_MEMORY, 1e9",
    "GRAFT_SOFTWARE_MEMORY, -1",
    "GRAFT_SOFTWARE_MEMORY, lots",
    "GRAFT_SOFTWARE_MEMORY, 0",
    "GRAFT_SOFTWARE_MEMORY, 0G",
    "GRAFT_SOFTWARE_MEMORY, 2GB",
    "GRAFT_SOFTWARE_MEMORY, 2GiB",
    "GRAFT_SOFTWARE_MEMORY, 2 G",
    "GRAFT_SOFTWARE_MEMORY, G",
    "GRAFT_SOFTWARE_MEMORY, 8589934592G",
    "GRAFT_SOFTWARE_MEMORY, 99999999999999999999",
    "GRAFT_SOFTWARE_CUDNN, 10",
    "GRAFT_CHECK, memry",
    "GRAFT_CHECK, MEMORY",
    "GRAFT_CHECK, 'memory,'",
    "GRAFT_CHECK, ',race'",
    "GRAFT_CHECK, 'memory race'",
    "GRAFT_FAULTS, contxt",
    "GRAFT_SOFTWARE_FAIL, cuInit",
    "GRAFT_SOFTWARE_FAIL, cuInit=sometimes",
    "GRAFT_SOFTWARE_FAIL, 'cuInit=100,'",
    "GRAFT_DATA, '  '",
  })
  void refusesWhatIsOddInOneSentence(Setting setting, String text) {
    assertThatThrownBy(() -> Setting.requireSound(Map.of(setting.name(), text)))
        .isInstanceOf(SettingException.class)
        .hasMessage(setting + ": found '" + text + "', expected " + setting.expected());
  }

  @ParameterizedTest
  @EnumSource
  void emptyIsNotSet(Setting setting) {
    assertThat(setting.soundIn(Map.of(setting.name(), ""))).isEmpty();
    assertThat(setting.soundIn(Map.of())).isEmpty();
  }

  @Test
  void otherVariablesAreNotLookedAt() {
    Setting.requireSound(Map.of("PATH", "abc", "GRAFT_OF_SOMEBODY_ELSE", "-1"));
  }
}
