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
    assertThat(RunFolder.replace(folder, RunFolder.Kind.EXPERIMENT).checkpoints())
        .isEmptyDirectory();
    assertThat(folder.resolve("result.json")).exists();
    assertThat(folder).isDirectoryNotContaining("glob:**/.replaced*");
  }

  /** The table is that of the run which was replaced. */
  @Test
  void aReplacingRunThatWasKilledBeforeItsFirstCheckpointBeginsAnew() throws IOException {
    Path folder = RunFolder.create(parent.resolve("run")).path();
    Files.writeString(folder.resolve("history.csv"), "epoch,loss\n1,2.0\n2,1.0\n3,0.5\n");
    RunFolder.Kind kind = RunFolder.Kind.TRAINING;
    assertThatThrownBy(() -> RunFolder.resumed(folder, kind))
        .hasMessageContaining("found no checkpoint");
    RunFolder.replace(folder, kind);
    assertThat(RunFolder.resumed(folder, kind).hasCheckpoints()).isFalse();
    assertThatThrownBy(() -> RunFolder.resumed(folder, RunFolder.Kind.EXPERIMENT))
        .hasMessageContaining("found a run of graft train");
    RunFolder.replace(folder, RunFolder.Kind.EXPERIMENT);
    assertThat(RunFolder.resumed(folder, RunFolder.Kind.EXPERIMENT).path()).isEqualTo(folder);
  }

  /** A link to where there is more room is not followed. */
  @Test
  void whatCheckpointsAreALinkToStays() throws IOException {
    Path large = Files.createDirectory(parent.resolve("large"));
    Path kept = Files.createFile(large.resolve("kept.safetensors"));
    Path folder = Files.createDirectory(parent.resolve("run"));
    Files.createSymbolicLink(folder.resolve("checkpoints"), large);
    assertThat(RunFolder.replace(folder, RunFolder.Kind.TRAINING).checkpoints())
        .isEmptyDirectory()
        .satisfies(made -> assertThat(Files.isSymbolicLink(made)).isFalse());
    assertThat(kept).exists();
  }

  @Test
  void onlyAnExperimentIsResumed() throws IOException {
    Path folder = RunFolder.create(parent.resolve("run")).path();
    assertThat(RunFolder.resumed(folder, RunFolder.Kind.TRAINING).path()).isEqualTo(folder);
    assertThatThrownBy(() -> RunFolder.resumed(parent, RunFolder.Kind.TRAINING))
        .isInstanceOf(IOException.class)
        .hasMessage(
            parent
                + ": found no folder checkpoints in it, expected the folder of a run that was"
                + " begun, such as runs/2024-05-06-070809");
  }

  @Test
  void aRunOfAnotherKindIsNotGoneOnWith() throws IOException {
    Path training = RunFolder.create(parent.resolve("training")).path();
    Files.writeString(training.resolve("history.csv"), HistoryFigures.COLUMNS + "\n");
    Path experiment = RunFolder.create(parent.resolve("experiment")).path();
    Files.writeString(
        experiment.resolve("history.csv"), "seed,run," + HistoryFigures.COLUMNS + "\n");
    assertThatThrownBy(() -> RunFolder.resumed(training, RunFolder.Kind.EXPERIMENT))
        .isInstanceOf(IOException.class)
        .hasMessage(
            training
                + ": found a run of graft train, expected one of graft experiment; the command that"
                + " began a run goes on with it");
    assertThatThrownBy(() -> RunFolder.resumed(experiment, RunFolder.Kind.TRAINING))
        .hasMessageContaining("found a run of graft experiment, expected one of graft train");
    assertThat(RunFolder.resumed(training, RunFolder.Kind.TRAINING).path()).isEqualTo(training);

    // Where the table is gone, checkpoints tell.
    Files.delete(experiment.resolve("history.csv"));
    Path teacher = experiment.resolve("checkpoints/seed-1/teacher");
    Files.createFile(
        Files.createDirectories(teacher).resolve("epoch-00001-step-0000000.safetensors"));
    assertThatThrownBy(() -> RunFolder.resumed(experiment, RunFolder.Kind.TRAINING))
        .hasMessageContaining("found a run of graft experiment");
  }

  @Test
  void whatWasTrainedDoesNotBeginAnewWhereItsCheckpointsAreGone() throws IOException {
    RunFolder run = RunFolder.create(parent.resolve("run"));
    String table = HistoryFigures.COLUMNS + "\n0,,,2.3,0.1,,\n1,2.2,0.2,2.1,0.3,1,2\n";
    Files.writeString(run.history(), table);
    assertThat(RunFolder.resumed(run.path(), RunFolder.Kind.TRAINING).hasCheckpoints()).isFalse();
    Files.writeString(run.history(), table + "2,2.1,0.2,2.0,0.3,1,2\n");
    assertThatThrownBy(() -> RunFolder.resumed(run.path(), RunFolder.Kind.TRAINING))
        .isInstanceOf(IOException.class)
        .hasMessage(
            run.checkpoints()
                + ": found no checkpoint, but history.csv of 2 epochs; without one the run can only"
                + " begin anew, in another folder");
    Files.createFile(run.checkpoints().resolve("epoch-00002-step-0000000.safetensors"));
    assertThat(RunFolder.resumed(run.path(), RunFolder.Kind.TRAINING).hasCheckpoints()).isTrue();
  }

  /** Else evaluate would find a model in the folder that the run in it did not train. */
  @Test
  void modelsThatANewRunHasNoPlaceForGoWithTheOldRun() throws IOException {
    RunFolder run = RunFolder.create(parent.resolve("run"));
    Files.writeString(run.history(), HistoryFigures.COLUMNS + "\n");
    Files.createFile(run.model());
    Files.createFile(run.path().resolve("notes.txt"));
    RunFolder.replace(run.path(), RunFolder.Kind.TRAINING);
    assertThat(run.model()).exists();
    RunFolder.replace(run.path(), RunFolder.Kind.EXPERIMENT);
    assertThat(run.model()).doesNotExist();
    assertThat(run.path().resolve("notes.txt")).exists();
  }

  @Test
  void aFolderThatIsNotThereIsNotTakenForOneWithoutCheckpoints() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatThrownBy(() -> RunFolder.resumed(file, RunFolder.Kind.TRAINING))
        .hasMessageStartingWith(file + ": found a file, expected the folder of a run");
    Path none = parent.resolve("none");
    assertThatThrownBy(() -> RunFolder.resumed(none, RunFolder.Kind.TRAINING))
        .hasMessageStartingWith(none + ": found nothing, expected the folder of a run");
  }
}
