package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsaTest {
  private static final String HASWELL =
      "fpu sse sse2 avx f16c fma movbe xsave lahf_lm abm bmi1 avx2 bmi2";
  private static final String SKYLAKE_X = HASWELL + " avx512f avx512dq avx512cd avx512bw avx512vl";

  @TempDir Path root;

  private Isa of(String flags) throws IOException {
    return Isa.choose(
        new FakeSystem(root)
            .file("/proc/cpuinfo", "processor\t: 0\nflags\t\t: " + flags + "\nbugs\t\t:\n")
            .view());
  }

  @Test
  void theBestBuildThatTheProcessorRunsIsChosen() throws IOException {
    assertThat(of(SKYLAKE_X)).isEqualTo(Isa.V4);
    assertThat(of(HASWELL)).isEqualTo(Isa.V3);
    assertThat(of("fpu sse sse2 avx")).isEqualTo(Isa.BASELINE);
  }

  @Test
  void oneMissingInstructionRulesABuildOut() throws IOException {
    assertThat(of(SKYLAKE_X.replace(" avx512vl", ""))).isEqualTo(Isa.V3);
    assertThat(of(HASWELL.replace(" bmi2", ""))).isEqualTo(Isa.BASELINE);
  }

  @Test
  void withoutProcTheBaselineRuns() {
    assertThat(Isa.choose(new FakeSystem(root).view())).isEqualTo(Isa.BASELINE);
  }

  @Test
  void aPropertyOverrides() throws IOException {
    System.setProperty("graft.isa", "x86-64-v3");
    try {
      assertThat(of(SKYLAKE_X)).isEqualTo(Isa.V3);
      System.setProperty("graft.isa", "mmx");
      assertThatThrownBy(() -> of(SKYLAKE_X))
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessageContaining("x86-64-v4, x86-64-v3, x86-64")
          .hasMessageContaining("mmx");
    } finally {
      System.clearProperty("graft.isa");
    }
  }
}
