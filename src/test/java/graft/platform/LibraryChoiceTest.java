package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryChoiceTest {
  private static final int VOLTA = 70;
  private static final int HOPPER = 90;
  private static final int BLACKWELL = 120;

  @TempDir Path root;

  /** After the driver was asked. */
  private static LibraryChoice machine(String release, int cuda, int capability) {
    return new LibraryChoice(
        LibrarySet.ALL, new DriverFacts(release, cuda, OptionalInt.of(capability)));
  }

  private static LibraryChoice unknown() {
    return new LibraryChoice(LibrarySet.ALL, DriverFacts.unknown());
  }

  @Test
  void theNewestThatSuitsComesFirstAndTheNextAfterIt() {
    assertThat(machine("580.65.06", 13000, HOPPER).suitable())
        .containsExactly(
            LibrarySet.CUDA_13_0, LibrarySet.CUDA_12_6, LibrarySet.CUDA_12_9, LibrarySet.CUDA_11_8);
    assertThat(machine("580.65.06", 13000, BLACKWELL).suitable())
        .containsExactly(LibrarySet.CUDA_13_0, LibrarySet.CUDA_12_9);
    assertThat(machine("570.86.10", 12080, BLACKWELL).suitable())
        .containsExactly(LibrarySet.CUDA_12_9);
    assertThat(machine("535.104.05", 12020, HOPPER).suitable())
        .startsWith(LibrarySet.CUDA_12_6)
        .doesNotContain(LibrarySet.CUDA_13_0);
    assertThat(machine("470.82.01", 11040, HOPPER).suitable())
        .containsExactly(LibrarySet.CUDA_11_8);
    assertThat(machine("580.65.06", 13000, VOLTA).suitable()).containsExactly(LibrarySet.CUDA_11_8);
  }

  @Test
  void whereNothingIsKnownWhatServesMostMachinesIsTaken() {
    assertThat(unknown().suitable()).containsExactly(LibrarySet.CUDA_12_6);
    assertThat(LibrarySet.CUDA_12_6.scope())
        .isEqualTo("drivers from 525 on and cards of compute 7.5 to 9.0");
  }

  /** Such as the one of a container that is built on another machine. */
  @Test
  void withoutAGpuTheDriverThatLiesThereTellsNothing() throws IOException {
    FakeSystem system =
        new FakeSystem(root).library("/usr/lib/x86_64-linux-gnu/libcuda.so.1", "418.226.00");
    assertThat(LibraryChoice.of(system.facts(true, 0, 75)).isBlind()).isTrue();
    system.file("/dev/nvidia0");
    assertThatThrownBy(() -> LibraryChoice.of(system.facts(true, 0, 75)).suitable())
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessage(
            "CUDA 11.8 with cuDNN 8.6 needs a driver of release 450 or newer: this one is"
                + " 418.226.00");
  }

  @Test
  void aNameStandsForWhatSuitsTheCard() {
    assertThat(unknown().named("11")).isSameAs(LibrarySet.CUDA_11_8);
    assertThat(unknown().named("12")).isSameAs(LibrarySet.CUDA_12_6);
    assertThat(unknown().named("12.9")).isSameAs(LibrarySet.CUDA_12_9);
    assertThat(unknown().named("13")).isSameAs(LibrarySet.CUDA_13_0);
    assertThat(machine("570.86.10", 12080, BLACKWELL).named("12")).isSameAs(LibrarySet.CUDA_12_9);
  }

  @Test
  void aStackThatTheDriverCannotUseIsRefusedWithWhatToDoInstead() {
    assertThatThrownBy(() -> machine("535.104.05", 12020, HOPPER).named("13"))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessage(
            "CUDA 13.0 with cuDNN 9.24 needs a driver of release 580 or newer: this one is"
                + " 535.104.05; instead: make cuda-libs STACK=12 (or java -jar graft.jar cuda-libs"
                + " --stack 12)");
    assertThatThrownBy(() -> machine("580.65.06", 13000, BLACKWELL).named("11"))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessage(
            "CUDA 11.8 with cuDNN 8.6 has no code for the card: it is of compute 12.0, and these"
                + " libraries serve 3.5 to 9.0; instead: make cuda-libs STACK=13 (or java -jar"
                + " graft.jar cuda-libs --stack 13)");
    assertThatThrownBy(() -> machine("570.86.10", 12080, BLACKWELL).named("12.6"))
        .hasMessageContaining("CUDA 12.6 with cuDNN 9.5 has no code for the card")
        .hasMessageContaining("STACK=12");
    assertThatThrownBy(() -> machine("550.54.14", 12040, BLACKWELL).named("12"))
        .hasMessage(
            "CUDA 12.9 with cuDNN 9.24 needs a driver of release 570.26 (CUDA 12.8) or newer for a"
                + " card of compute 12.0: this one is 550.54.14");
  }

  @Test
  void anUnknownStackIsRefused() {
    assertThatThrownBy(() -> unknown().named("10"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "there is no stack '10', expected 11, 12 or 13, or one of the versions 11.8, 12.6,"
                + " 12.9, 13.0");
  }

  /** A slip of the pen in a checksum would be noticed after gigabytes only. */
  @Test
  void whatIsPinnedIsWellFormed() {
    Pattern sha256 = Pattern.compile("[0-9a-f]{64}");
    for (LibrarySet set : LibrarySet.ALL) {
      assertThat(set.archives()).allMatch(archive -> sha256.matcher(archive.sha256()).matches());
      assertThat(set.archives()).allMatch(archive -> archive.origin().getScheme().equals("https"));
      assertThat(set.refusal(new DriverFacts("", 0, OptionalInt.of(set.highest())))).isEmpty();
    }
    List<LibraryArchive> archives =
        LibrarySet.ALL.stream().flatMap(set -> set.archives().stream()).toList();
    assertThat(archives)
        .extracting(LibraryArchive::bytes)
        .as("tell them apart")
        .doesNotHaveDuplicates();
    assertThat(archives).extracting(LibraryArchive::sha256).doesNotHaveDuplicates();
  }
}
