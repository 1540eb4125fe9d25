package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DebianPackageTest {
  @TempDir Path temporary;
  private final Map<DataFile, String> sha256 = new EnumMap<>(DataFile.class);
  private FakeApt apt;
  private Path data;
  private Path folder;

  @BeforeEach
  void packData() throws IOException {
    data = SyntheticDigits.write(temporary.resolve("data"), 20, 10, 1, true);
    folder = Files.createDirectories(temporary.resolve("cache"));
    apt = new FakeApt(temporary.resolve("bin"));
    for (DataFile file : DataFile.values()) {
      sha256.put(file, Sha256.ofUncompressed(data.resolve(file.compressedName())));
    }
  }

  @Test
  void fetchesChecksAndMovesTheFiles() throws IOException {
    assertThat(fetch(apt.holding(data))).isEqualTo("Debian package dataset-digits 1:2.0-3");
    assertThat(DataFolder.read(folder, 1, DataListener.SILENT).train().images())
        .isEqualTo(DataFolder.read(data, 1, DataListener.SILENT).train().images());
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("the four files and nothing else").hasSize(4);
    }
  }

  @Test
  void fetchesItsOwnListsWhereAptHasNone() throws IOException {
    assertThat(fetch(apt.withoutLists(data))).isEqualTo("Debian package dataset-digits 2.0-3");
  }

  @Test
  void saysThatAptHasNoLists() throws IOException {
    DebianPackage debian =
        apt.withScript(data, "echo 'E: Unable to locate package dataset-digits'; exit 100");
    assertThatThrownBy(() -> fetch(debian))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "apt has no package lists (as root: apt-get update), and fetching them failed: sh"
                + " failed with exit status 100: E: Unable to locate package dataset-digits");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void saysWhatAptSaid() throws IOException {
    DebianPackage debian =
        apt.withScript(data, "echo one; echo 'E: Failed to fetch' >&2; exit 100");
    assertThatThrownBy(() -> fetch(debian))
        .isInstanceOf(DataException.class)
        .hasMessage("sh failed with exit status 100: E: Failed to fetch");
  }

  @Test
  void saysThatAptIsMissing() {
    DebianPackage debian =
        new DebianPackage(
            "dataset-digits",
            Path.of("/usr/share/datasets/graft-test-digits"),
            List.of("/nonexistent/apt-get"),
            List.of("dpkg"));
    assertThatThrownBy(() -> fetch(debian))
        .isInstanceOf(DataException.class)
        .hasMessage("/nonexistent/apt-get cannot be run on this machine");
  }

  @Test
  void refusesOtherContent() throws IOException {
    DebianPackage debian = apt.holding(data);
    sha256.put(DataFile.TEST_IMAGES, "0".repeat(64));
    assertThatThrownBy(() -> fetch(debian))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("dataset-digits, t10k-images-idx3-ubyte: found SHA-256");
    assertThat(IdxFolder.holdsAll(folder)).isFalse();
  }

  private String fetch(DebianPackage debian) throws DataException {
    return debian.fetch(sha256, folder, DataListener.SILENT);
  }
}
