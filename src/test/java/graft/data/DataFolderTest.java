package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import graft.fetch.Sha256;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsWhatTheGeneratorWrote(boolean compressed) throws IOException {
    Path digits = SyntheticDigits.write(folder.resolve("digits"), 30, 10, 1, compressed);
    DataSplits data = DataFolder.read(digits, 1, DataListener.SILENT);
    ImageDataset drawn = SyntheticDigits.draw("synthetic train", 30, 2);
    assertThat(data.train().images()).isEqualTo(drawn.images());
    assertThat(data.train().labels()).isEqualTo(drawn.labels());
    assertThat(data.test().count()).isEqualTo(10);
    assertThat(data.train()).hasToString("digits train [30, 28, 28, 1], 10 classes");
    Provenance provenance = data.provenance();
    assertThat(provenance.name()).isEqualTo("digits");
    assertThat(provenance.source()).isEqualTo("folder " + digits);
    assertThat(provenance.known()).isEmpty();
    assertThat(provenance.isMnist()).isFalse();
    assertThat(provenance.sha256().keySet())
        .containsExactly(
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte",
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte");
    assertThat(provenance.sha256().get("t10k-labels-idx1-ubyte"))
        .isEqualTo(Sha256.ofUncompressed(DataFile.TEST_LABELS.in(digits).orElseThrow()));
  }

  @Test
  void readsNamesWithADotBeforeTheKind() throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, false);
    Files.move(folder.resolve("t10k-images-idx3-ubyte"), folder.resolve("t10k-images.idx3-ubyte"));
    assertThat(DataFolder.read(folder, 1, DataListener.SILENT).test().count()).isEqualTo(2);
  }

  @Test
  void tellsWhetherAFolderIsMeantToHoldData() throws IOException {
    assertThat(DataFolder.holdsAny(folder)).isFalse();
    Path digits = folder.resolve("digits");
    SyntheticDigits.write(digits, 3, 2, 1, true);
    assertThat(DataFolder.holdsAny(digits)).isTrue();
    assertThat(IdxFolder.holdsAll(digits)).isTrue();
    Files.delete(digits.resolve(DataFile.TEST_LABELS.compressedName()));
    assertThat(DataFolder.holdsAny(digits)).isTrue();
    assertThat(IdxFolder.holdsAll(digits)).isFalse();
    Path cifar = Files.createDirectory(folder.resolve("cifar"));
    Files.createFile(cifar.resolve("test_batch.bin"));
    assertThat(DataFolder.holdsAny(cifar)).isTrue();
    Path pets = folder.resolve("pets");
    TestImages.write(pets.resolve("cats/1.png"), TestImages.colour(1, 1, 0));
    assertThat(DataFolder.holdsAny(pets)).isTrue();
  }

  @Test
  void listsWhatIsThereInstead() throws IOException {
    assertThat(FolderListing.describe(folder)).isEqualTo("nothing");
    for (String name : List.of("e", "b", ".hidden", "d", "a", "c")) {
      Files.createFile(folder.resolve(name));
    }
    assertThat(FolderListing.describe(folder)).isEqualTo("a, b, c, d, e");
    Files.createFile(folder.resolve("f"));
    Files.createFile(folder.resolve("g"));
    assertThat(FolderListing.describe(folder)).isEqualTo("a, b, c, d, e and 2 more");
    Path file = folder.resolve("a");
    Files.write(file, IdxWriter.gzip(new byte[3]));
    assertThatThrownBy(() -> DataFolder.read(file, 1, DataListener.SILENT))
        .hasMessageContaining("found a gzip file; expected a folder");
  }

  /** The least that is a data set. */
  @Test
  void oneImageOfOnePixelInTwoClassesWillDo() throws IOException {
    ImageDataset one =
        new ImageDataset("one", new byte[] {9}, new byte[] {1}, Shape.of(1, 1, 1), 2);
    IdxWriter.writeFolder(folder, one, one, false);
    ImageDataset read = DataFolder.read(folder, 1, DataListener.SILENT).train();
    assertThat(read.images()).containsExactly(9);
    assertThat(read.classes()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(DataFile.class)
  void namesTheMissingFile(DataFile file) throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, true);
    Files.delete(folder.resolve(file.compressedName()));
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": found no " + file.plainName() + "; expected");
  }

  @Test
  void saysWhereTheFilesAreInstead() throws IOException {
    SyntheticDigits.write(folder.resolve("MNIST/raw"), 3, 2, 1, true);
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .hasMessage(
            folder
                + ": found no data in it itself, but IDX files in "
                + folder.resolve("MNIST/raw")
                + "; expected that folder");
    assertThatThrownBy(() -> DataFolder.read(folder.resolve("mnits"), 1, DataListener.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found nothing; expected a folder");
  }

  @Test
  void readsFilesInFoldersOfTheirNames() throws IOException {
    SyntheticDigits.write(folder.resolve("files"), 3, 2, 1, false);
    for (DataFile file : DataFile.values()) {
      Path around = Files.createDirectory(folder.resolve(file.plainName()));
      Files.move(
          folder.resolve("files").resolve(file.plainName()), around.resolve(file.plainName()));
    }
    assertThat(DataFolder.read(folder, 1, DataListener.SILENT).train().count()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train-images-idx3-ubyte (1).gz",
        "train-images-idx3-ubyte.gz.part",
        "Train-Images-idx3-ubyte",
        "train_images_idx3_ubyte.gz",
        "train-images.idx3-ubyte.zip",
        "my-train-images-idx3-ubyte.bin"
      })
  void namesAFileThatIsNearlyCalledAsItShould(String name) throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, true);
    Files.move(folder.resolve("train-images-idx3-ubyte.gz"), folder.resolve(name));
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .hasMessageStartingWith(
            "%s: found no train-images-idx3-ubyte (but %s: rename them); expected "
                .formatted(folder, name));
    for (DataFile file : DataFile.values()) {
      Files.deleteIfExists(folder.resolve(file.compressedName()));
    }
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .hasMessageContaining(" (but " + name + ": rename them); expected ");
  }

  @Test
  void saysWhatAFileIsThatIsNamedAsAFolder() throws IOException {
    Path archive = Files.write(folder.resolve("mnist.zip"), new byte[] {'P', 'K', 3, 4});
    assertThatThrownBy(() -> DataFolder.read(archive, 1, DataListener.SILENT))
        .hasMessageStartingWith(archive + ": found a ZIP archive; expected a folder of data");
  }

  @Test
  void takesTheClassesFromTheLargestLabelOfBothSplits() throws IOException {
    IdxWriter.writeFolder(folder, letters(1, 4, 2), letters(26, 1), true);
    List<String> notices = new ArrayList<>();
    DataSplits data = DataFolder.read(folder, 1, noticing(notices));
    assertThat(data.train().classes()).isEqualTo(27);
    assertThat(data.limitTrain(1).train().classes()).isEqualTo(27);
    assertThat(data.test().label(0)).isEqualTo(26);
    assertThat(notices).singleElement().asString().contains("no image has label 0");
  }

  @Test
  void readsEmnistsNamesAndSaysThatItsImagesAreTransposed() throws IOException {
    IdxWriter.writeFolder(folder, letters(0, 61), letters(3), true);
    for (DataFile file : DataFile.values()) {
      String name = file.compressedName().replace("t10k", "test");
      Files.move(folder.resolve(file.compressedName()), folder.resolve("emnist-byclass-" + name));
    }
    List<String> notices = new ArrayList<>();
    DataSplits data = DataFolder.read(folder, 1, noticing(notices));
    assertThat(data.train()).hasToString("emnist-byclass train [2, 2, 3, 1], 62 classes");
    assertThat(notices).singleElement().asString().contains("transposed");
    Files.createFile(folder.resolve("emnist-letters-train-images-idx3-ubyte"));
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .hasMessageContaining("several data sets, emnist-byclass-..., emnist-letters-...");
  }

  @Test
  void refusesASingleClass() throws IOException {
    IdxWriter.writeFolder(folder, letters(0, 0), letters(0), false);
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .hasMessageContaining("train-labels-idx1-ubyte: found label 0 only; expected two classes");
  }

  @Test
  void saysThatAllImagesHaveOneLabel() throws IOException {
    List<String> notices = new ArrayList<>();
    IdxWriter.writeFolder(folder, letters(5, 5), letters(5), false);
    DataFolder.read(folder, 1, noticing(notices));
    assertThat(notices).anyMatch(text -> text.contains("every image, the test's too, has label 5"));
    notices.clear();
    IdxWriter.writeFolder(folder, letters(5, 5), letters(0), false);
    DataFolder.read(folder, 1, noticing(notices));
    assertThat(notices).isEmpty();
  }

  @Test
  void namesWhatStandsInAFilesPlace() throws IOException {
    IdxWriter.writeFolder(folder, letters(0, 1), letters(1), false);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    Files.delete(labels);
    Files.createSymbolicLink(labels, Path.of("/nowhere"));
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .hasMessageContaining(
            "found no t10k-labels-idx1-ubyte (a link to /nowhere, which is not there); expected");
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(
            () ->
                assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> DataFolder.read(pipe, 1, DataListener.SILENT)))
        .hasMessageContaining("pipe: found something that is no folder; expected a folder of data");
  }

  private static ImageDataset letters(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return new ImageDataset("letters", new byte[6 * bytes.length], bytes, Shape.of(2, 3, 1), 62);
  }

  private static DataListener noticing(List<String> notices) {
    return new DataListener() {
      @Override
      public void notice(String text) {
        notices.add(text);
      }
    };
  }

  @Test
  void refusesAnotherNumberOfLabelsThanImages() throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, false);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    Files.write(labels, IdxWriter.labels(3, new byte[3]));
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            labels + ": found 3 labels; expected 2, one for each image in t10k-images-idx3-ubyte");
  }

  @Test
  void refusesTestImagesOfAnotherSize() throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, false);
    Path images = folder.resolve("t10k-images-idx3-ubyte");
    Files.write(images, IdxWriter.images(2, 14, 56, new byte[2 * 14 * 56]));
    assertThatThrownBy(() -> DataFolder.read(folder, 1, DataListener.SILENT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            images + ": found images of 14x56; expected 28x28 as in train-images-idx3-ubyte");
  }

  @Test
  void tellsKnownDataByItsFourChecksums() {
    for (KnownDataset known : KnownDataset.values()) {
      Map<DataFile, String> sums = new EnumMap<>(known.checksums());
      assertThat(KnownDataset.identify(sums)).contains(known);
      sums.put(DataFile.TEST_LABELS, sums.get(DataFile.TRAIN_LABELS));
      assertThat(KnownDataset.identify(sums)).isEmpty();
    }
  }
}
