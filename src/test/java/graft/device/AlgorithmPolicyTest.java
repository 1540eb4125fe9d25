package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.platform.DeviceProperties;
import org.junit.jupiter.api.Test;

class AlgorithmPolicyTest {
  private static final long GIB = 1L << 30;

  private static long boundOf(long bytes, boolean software) {
    DeviceProperties card = new DeviceProperties("a card", 8, 0, bytes);
    return AlgorithmPolicy.defaults().on(card, software).workspaceBound().getAsLong();
  }

  @Test
  void theBoundSuitsTheDevice() {
    assertThat(boundOf(141 * GIB, false)).isEqualTo(GIB);
    assertThat(boundOf(16 * GIB, false)).isEqualTo(GIB);
    assertThat(boundOf(8 * GIB, false)).isEqualTo(512L << 20);
    assertThat(boundOf(GIB / 2, false)).isEqualTo(64L << 20);
    assertThat(boundOf(4 * GIB, true)).isEqualTo(64L << 20);
  }

  @Test
  void aBoundThatWasAskedForStays() {
    DeviceProperties card = new DeviceProperties("a card", 8, 0, 8 * GIB);
    AlgorithmPolicy asked = AlgorithmPolicy.defaults().withWorkspaceBound(7).withNonDeterministic();
    assertThat(asked.on(card, false)).isEqualTo(asked);
    assertThatThrownBy(() -> asked.withWorkspaceBound(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("workspace bound: expected 0 or more bytes, found -1");
  }
}
