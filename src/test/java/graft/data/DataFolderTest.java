package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
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
    DataSplits data = DataFolder.read(digits);
    ImageDataset drawn = SyntheticDigits.draw("synthetic train", 30, 2);
    assertThat(data.train().images()).isEqualTo(drawn.images());
    assertThat(data.train().labels()).isEqualTo(drawn.labels());
    assertThat(data.test().count()).isEqualTo(10);
    assertThat(data.train()).hasToString("digits train [30, 28, 28], 10 classes");
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
    assertThat(DataFolder.read(folder).test().count()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(DataFile.class)
  void namesTheMissingFile(DataFile file) throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, true);
    Files.delete(folder.resolve(file.compressedName()));
    assertThatThrownBy(() -> DataFolder.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": found no " + file.plainName() + "; expected");
  }

  @Test
  void saysWhereTheFilesAreInstead() throws IOException {
    SyntheticDigits.write(folder.resolve("mnist"), 3, 2, 1, true);
    assertThatThrownBy(() -> DataFolder.read(folder))
        .hasMessageContaining("none of the four IDX files (but " + folder.resolve("mnist"));
    assertThatThrownBy(() -> DataFolder.read(folder.resolve("mnits")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("found nothing; expected a folder");
  }

  @Test
  void refusesAnotherNumberOfLabelsThanImages() throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, false);
    Path labels = folder.resolve("t10k-labels-idx1-ubyte");
    Files.write(labels, IdxWriter.labels(3, new byte[3]));
    assertThatThrownBy(() -> DataFolder.read(folder))
        .isInstanceOf(DataException.class)
        .hasMessage(
            labels + ": found 3 labels; expected 2, one for each image in t10k-images-idx3-ubyte");
  }

  @Test
  void refusesTestImagesOfAnotherSize() throws IOException {
    SyntheticDigits.write(folder, 3, 2, 1, false);
    Path images = folder.resolve("t10k-images-idx3-ubyte");
    Files.write(images, IdxWriter.images(2, 14, 56, new byte[2 * 14 * 56]));
    assertThatThrownBy(() -> DataFolder.read(folder))
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
