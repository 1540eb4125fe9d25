package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of several cards is taken. */
class GpuNameTest {
  private static final GpuCard OLD = FakeSystem.card(0, "Old", 75);
  private static final GpuCard NEW = free(FakeSystem.card(1, "New", 120), 9L << 30);

  @TempDir Path root;
  private DeviceSelection.Facts facts;

  private static GpuCard free(GpuCard card, long bytes) {
    return new GpuCard(card.ordinal(), card.uuid(), card.properties(), OptionalLong.of(bytes), "");
  }

  /** Libraries of CUDA 11 alone, which the new card has no use for. */
  @BeforeEach
  void twoCards() throws IOException {
    String libraries = "/usr/lib/x86_64-linux-gnu/";
    FakeSystem system =
        new FakeSystem(root)
            .file("/dev/nvidia0")
            .file(libraries + "libcuda.so.1")
            .file(libraries + "libcublas.so.11")
            .file(libraries + "libcudnn.so.8");
    facts =
        new DeviceSelection.Facts(
            system.view(),
            driver -> DriverProbe.Finding.of(13000, List.of(OLD, NEW)),
            true,
            libs -> Optional.empty());
  }

  @Test
  void theCardThatIsTakenDecidesWhichLibrariesSuit() {
    assertThat(DeviceSelection.decide(DeviceChoice.AUTO, facts).reason())
        .contains("CUDA 11 with cuDNN 8 has no code for the card: it is of compute 12.0");
    assertThat(DeviceSelection.decide(DeviceChoice.AUTO, Optional.of("0"), facts).software())
        .as("a name asks for a GPU")
        .isFalse();
    assertThatThrownBy(() -> DeviceSelection.decide(DeviceChoice.GPU, Optional.of("1"), facts))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("it is of compute 12.0");
    assertThat(GpuSearch.of(facts, Optional.of("GPU-00000000")).plan().orElseThrow().ordinal())
        .isZero();
  }

  @Test
  void infoMarksIt() {
    assertThat(MachineInfo.of(DeviceChoice.GPU, Optional.of("0"), facts).driver())
        .containsExactly(
            "CUDA 13.0",
            "0: Old (compute 7.5, 16.0 GiB), 8.0 GiB free, " + OLD.uuid() + ", taken",
            "1: New (compute 12.0, 16.0 GiB), 9.0 GiB free, " + NEW.uuid());
    assertThat(MachineInfo.of(DeviceChoice.AUTO, Optional.empty(), facts).driver().get(2))
        .endsWith(NEW.uuid() + ", taken");
  }

  @Test
  void aNameOfNoneListsThoseThatAreThere() {
    assertThatThrownBy(() -> DeviceSelection.decide(DeviceChoice.GPU, Optional.of("2"), facts))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageStartingWith("no GPU is named 2; there are 0: Old (compute 7.5, ")
        .hasMessageContaining("; 1: New (compute 12.0, ");
    assertThatThrownBy(() -> GpuName.find("GPU-0000000", List.of(OLD, NEW)))
        .hasMessageStartingWith("GPU-0000000 names several GPUs; there are 0: Old ");
    assertThat(GpuName.find("gpu-00000001", List.of(OLD, NEW))).isEqualTo(NEW);
  }

  @Test
  void theOneWithMostFreeMemoryIsTakenByDefault() {
    GpuCard taken =
        new GpuCard(2, "", NEW.properties(), OptionalLong.empty(), "CUDA_ERROR_... (46)");
    assertThat(GpuName.most(List.of(taken, OLD, FakeSystem.card(1, "B", 90)))).isEqualTo(OLD);
    assertThat(GpuName.most(List.of(taken, OLD, NEW))).isEqualTo(NEW);
    assertThat(GpuName.most(List.of(taken))).isEqualTo(taken);
    for (GpuCard card : List.of(OLD, taken, NEW)) {
      assertThat(GpuCard.parse(card.line())).contains(card);
    }
  }

  @Test
  void whatCanNameNoCardIsRefusedBeforeAnyIsAsked() {
    for (String name : List.of("", "first", "-1", "GPU-", "12345", "GPU-xyz", "MIG-1")) {
      assertThatThrownBy(() -> GpuName.check(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found '" + name + "'");
    }
    for (String name : List.of("0", "15", "GPU-6fd7b0a5", "gpu-6FD7b0a5-1111")) {
      GpuName.check(name);
    }
  }
}
