package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir private Path parent;

  @Test
  void experimentsOfOneSecondGetFoldersOfTheirOwn() throws IOException {
    LocalDateTime time = LocalDateTime.of(2024, 5, 6, 7, 8, 9, 10);
    Path runs = parent.resolve("runs");
    assertThat(RunFolder.ofTime(runs, time).path()).isEqualTo(runs.resolve("2024-05-06-070809"));
    assertThat(RunFolder.ofTime(runs, time.plusNanos(1)).path())
        .isEqualTo(runs.resolve("2024-05-06-070809-2"));
    assertThat(RunFolder.ofTime(runs, time).path())
        .isEqualTo(runs.resolve("2024-05-06-070809-3"))
        .isDirectory();
  }

  @Test
  void anEarlierExperimentIsNotOverwritten() throws IOException {
    for (String found :
        new String[] {"result.json", "history.csv", "model.safetensors", "checkpoints"}) {
      Path folder = Files.createDirectories(parent.resolve(found).resolve("run"));
      Files.createDirectory(folder.resolve(found));
      assertThatThrownBy(() -> RunFolder.create(folder))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "%s: found %s of an earlier run, expected a folder without one; --resume %s goes on with it, --force replaces it"
                  .formatted(folder, found, folder));
    }
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> RunFolder.create(file))
        .hasMessage(file + ": found a file, expected a folder or nothing");
    Path other = Files.createDirectory(parent.resolve("other"));
    Files.createFile(other.resolve("notes.txt"));
    assertThat(RunFolder.create(other).checkpoints()).isEmptyDirectory();
  }

  /** What was there stays until there is something better, but is not gone on from. */
  @Test
  void itIsReplacedWhereThatIsAskedFor() throws IOException {
    Path folder = RunFolder.create(parent.resolve("run")).path();
    Path old = folder.resolve("checkpoints/seed-1/teacher/epoch-00001-step-0000000.safetensors");
    Files.createDirectories(old.getParent());
    Files.createFile(old);
    Files.createFile(folder.resolve("result.json"));
    String killed = ".replaced-" + UUID.randomUUID() + ".part";
    Files.createFile(folder.resolve(killed));
    Files.createDirectories(folder.resolve(killed + ".folder/checkpoints/seed-1/teacher"));
    assertThat(RunFolder.replace(folder).checkpoints()).isEmptyDirectory();
    assertThat(folder.resolve("result.json")).exists();
    assertThat(folder).isDirectoryNotContaining("glob:**/.replaced*");
  }

  /** A link to where there is more room is not followed. */
  @Test
  void whatCheckpointsAreALinkToStays() throws IOException {
    Path large = Files.createDirectory(parent.resolve("large"));
    Path kept = Files.createFile(large.resolve("kept.safetensors"));
    Path folder = Files.createDirectory(parent.resolve("run"));
    Files.createSymbolicLink(folder.resolve("checkpoints"), large);
    assertThat(RunFolder.replace(folder).checkpoints())
        .isEmptyDirectory()
        .satisfies(made -> assertThat(Files.isSymbolicLink(made)).isFalse());
    assertThat(kept).exists();
  }

  @Test
  void onlyAnExperimentIsResumed() throws IOException {
    Path folder = RunFolder.create(parent.resolve("run")).path();
    assertThat(RunFolder.resumed(folder).path()).isEqualTo(folder);
    assertThatThrownBy(() -> RunFolder.resumed(parent))
        .isInstanceOf(IOException.class)
        .hasMessage(
            parent
                + ": found no folder checkpoints in it, expected the folder of a run that was"
                + " begun, such as runs/2024-05-06-070809");
  }
}
