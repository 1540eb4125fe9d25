package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitFoldersTest {
  @TempDir Path folder;
  private int drawn; // images so far
  private final List<String> said = new ArrayList<>();

  @Test
  void partsByOtherNamesAreNotTakenForClasses() throws IOException {
    write("seg_train", "forest", "sea");
    write("seg_test", "forest", "sea");
    assertThatThrownBy(this::read)
        .hasMessage(
            folder
                + ": found seg_test, seg_train, which hold the same folders (forest, sea) and are"
                + " called as parts of a data set; expected folders of classes, or parts called"
                + " train and val, valid, validation, test or testing");
  }

  @Test
  void classesMayHaveFoldersOfTheSameNames() throws IOException {
    write("cat", "day", "night");
    write("dog", "day", "night");
    assertThat(read().train().classNames()).containsExactly("cat", "dog");
  }

  @Test
  void aClassMayBeCalledTrain() throws IOException {
    write("", "bus", "car", "train");
    assertThat(read().train().classNames()).containsExactly("bus", "car", "train");
  }

  @Test
  void theFolderAroundAnArchiveIsNamed() throws IOException {
    write("pets/train", "cat", "dog");
    assertThatThrownBy(this::read)
        .hasMessage(
            folder
                + ": found one folder, with folders of images in it; expected "
                + folder.resolve("pets")
                + " itself");
  }

  @Test
  void whatLiesBesideThePartsIsSaid() throws IOException {
    write("train", "cat", "dog");
    write("validate", "cat", "dog");
    read();
    assertThat(said).contains(folder + ": read train, passed over validate");
    write("val", "cat", "dog");
    read();
    assertThat(said).contains(folder + ": read train and val, passed over validate");
  }

  @Test
  void otherClassesAreToldByTheirDifference() throws IOException {
    String[] many = IntStream.range(0, 100).mapToObj(i -> "c" + (100 + i)).toArray(String[]::new);
    write("train", many);
    write("val", "c100", "x");
    assertThatThrownBy(this::read)
        .hasMessage(
            folder.resolve("val")
                + ": found no c101, c102, c103, c104, c105 and 94 more, but x, which train has"
                + " not; expected the 100 classes of train: c100, c101, c102, c103, c104 and 95"
                + " more");
  }

  @Test
  void oneClassInTheTestIsToldByWhatIsMissing() throws IOException {
    write("train", "cat", "dog");
    write("test", "cat");
    assertThatThrownBy(this::read)
        .hasMessage(
            folder.resolve("test") + ": found no dog; expected the 2 classes of train: cat, dog");
  }

  @Test
  void testImagesWithoutLabelsAreNamed() throws IOException {
    write("train", "cat", "dog");
    TestImages.write(folder.resolve("test/1.png"), TestImages.colour(1, 1, 0));
    assertThatThrownBy(this::read)
        .hasMessage(
            folder.resolve("test/1.png")
                + ": found an image in no folder of a class; expected a folder for each class, as"
                + " in train");
  }

  @Test
  void namesThatLookAlikeAreToldApart() throws IOException {
    write("train", Normalizer.normalize("ch\u00e9r", Normalizer.Form.NFC), "dog");
    write("val", Normalizer.normalize("ch\u00e9r", Normalizer.Form.NFD), "dog");
    assertThatThrownBy(this::read)
        .hasMessageContaining("in other Unicode characters than in train");
  }

  @Test
  void whatSystemsLeaveBehindIsNoClass() throws IOException {
    write("", "cat", "dog", "lost+found", "@eaDir", "$RECYCLE.BIN");
    assertThat(read().train().classNames()).containsExactly("cat", "dog");
  }

  @Test
  void testImagesAmongTheTrainingImagesAreSaid() throws IOException {
    String[] classes = IntStream.range(0, 10).mapToObj(i -> "c" + i).toArray(String[]::new);
    write("train", classes);
    write("val", classes);
    read();
    assertThat(said).isEmpty();
    for (String name : classes) {
      Files.copy(
          folder.resolve("train").resolve(name).resolve("1.png"),
          folder.resolve("val").resolve(name).resolve("0.png"),
          StandardCopyOption.REPLACE_EXISTING);
    }
    read();
    assertThat(said)
        .singleElement()
        .asString()
        .startsWith("10 of the 20 images of ")
        .contains("are among the training images, pixel for pixel");
  }

  /** Two images a class, no two of them alike. */
  private void write(String part, String... classes) throws IOException {
    for (String name : classes) {
      for (int i = 0; i < 2; i++) {
        Path file = folder.resolve(part).resolve(name).resolve(i + ".png");
        TestImages.write(file, TestImages.colour(3, 3, drawn++));
      }
    }
  }

  private DataSplits read() throws DataException {
    said.clear();
    return DataFolder.read(folder, 1, new Heard(said));
  }
}
