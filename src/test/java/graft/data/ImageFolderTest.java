package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Sha256;
import graft.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;
  private final List<String> said = new ArrayList<>();

  @Test
  void readsClassesInCodePointOrderAndPixelsAsTheyAre() throws IOException {
    // By UTF-16 the second would come first: its first unit is a surrogate.
    for (String name : List.of("\uFF5Efullwidth", "\uD83D\uDC31cat", "Zebra", "ant")) {
      TestImages.write(folder.resolve("train/" + name + "/a.png"), TestImages.colour(3, 2, 10));
      TestImages.write(folder.resolve("test/" + name + "/b.PNG"), TestImages.colour(3, 2, 90));
    }
    DataSplits data = read(1);
    assertThat(data.train().classNames())
        .containsExactly("Zebra", "ant", "\uFF5Efullwidth", "\uD83D\uDC31cat");
    assertThat(data.train().sample()).isEqualTo(Shape.of(2, 3, 3));
    assertThat(data.test().labels()).containsExactly(0, 1, 2, 3);
    assertThat(Arrays.copyOf(data.test().images(), 18))
        .isEqualTo(TestImages.bytes(TestImages.colour(3, 2, 90)));
    assertThat(said).isEmpty();
  }

  @Test
  void readsGreyImagesWithOneChannelAndTheirOwnNumbers() throws IOException {
    writeAlone(TestImages.grey(4, 3), "png", 3);
    DataSplits data = read(1);
    assertThat(said).noneMatch(text -> text.contains("brightness"));
    assertThat(data.train().sample()).isEqualTo(Shape.of(3, 4, 1));
    assertThat(Arrays.copyOf(data.train().images(), 12))
        .isEqualTo(TestImages.firstBand(TestImages.grey(4, 3)));
  }

  @Test
  void saysThatGreyAmongColourWasWidened() throws IOException {
    writeAlone(TestImages.colour(2, 2, 0), "jpg", 3);
    Path odd = folder.resolve("b/grey.png");
    TestImages.write(odd, TestImages.grey(2, 2));
    assertThat(read(1).train().sample()).isEqualTo(Shape.of(2, 2, 3));
    assertThat(said)
        .anyMatch(
            text ->
                text.equals(
                    "1 image of brightness alone where colour is expected: read as R = G = B; the first is "
                        + odd));
  }

  @Test
  void laysTransparentPixelsOverBlackAndSaysSo() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x80FF8000);
    writeAlone(image, "png", 2);
    DataSplits data = read(1);
    assertThat(Arrays.copyOf(data.train().images(), 3))
        .containsExactly((byte) 128, (byte) 64, (byte) 0);
    assertThat(said).anyMatch(text -> text.contains("transparent pixels: laid over black"));
  }

  @Test
  void splitsOneFolderByTheSeedAllClassesAlikeAndSaysSo() throws IOException {
    for (int i = 0; i < 20; i++) {
      TestImages.write(folder.resolve("a/" + i + ".png"), TestImages.colour(1, 1, i));
    }
    for (int i = 0; i < 40; i++) {
      TestImages.write(folder.resolve("b/" + i + ".png"), TestImages.colour(1, 1, 20 + i));
    }
    DataSplits data = read(1);
    assertThat(data.test().labels()).containsExactly(0, 0, 1, 1, 1, 1);
    assertThat(data.train().count()).isEqualTo(54);
    assertThat(said)
        .anyMatch(text -> text.contains("a tenth is held back, 6 of 60 images, drawn with seed 1"));
    ImageDataset few = data.limitTrain(9).train();
    assertThat(few.labels()).containsOnly(0, 1);
    assertThat(sum(few.labels())).isEqualTo(6);
    assertThat(read(1).train()).isEqualTo(data.train());
    assertThat(read(2).train().images()).isNotEqualTo(data.train().images());
    List<Byte> seen = new ArrayList<>();
    for (ImageDataset part : List.of(data.train(), data.test())) {
      for (int i = 0; i < part.count(); i++) {
        seen.add(part.images()[3 * i]);
      }
    }
    assertThat(seen).doesNotHaveDuplicates().hasSize(60);
  }

  /** As {@code sha256sum} lists the files, and then of that list. */
  @Test
  void theChecksumIsOfAllFilesAndTheirNames() throws IOException {
    String listing = "";
    for (String name : List.of("a/1.png", "a/2.png", "b/1.png")) {
      TestImages.write(folder.resolve("train/" + name), TestImages.colour(2, 1, name.hashCode()));
      byte[] content = Files.readAllBytes(folder.resolve("train/" + name));
      listing += sha256(content) + "  " + name + "\n";
    }
    TestImages.write(folder.resolve("test/a/1.png"), TestImages.colour(2, 1, 1));
    TestImages.write(folder.resolve("test/b/1.png"), TestImages.colour(2, 1, 2));
    assertThat(read(1).provenance().sha256())
        .containsEntry("train, 3 images", sha256(listing.getBytes(StandardCharsets.UTF_8)))
        .containsKey("test, 2 images");
  }

  private static String sha256(byte[] content) {
    MessageDigest digest = Sha256.digest();
    digest.update(content);
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void refusesTestImagesWithoutTrainingImages() throws IOException {
    TestImages.write(folder.resolve("val/a/1.png"), TestImages.colour(1, 1, 0));
    assertThatThrownBy(() -> read(1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            folder
                + ": found images in val and none in train; expected train with a folder for each class");
  }

  @Test
  void refusesImagesOfAnotherSizeByName() throws IOException {
    writeAlone(TestImages.colour(3, 2, 0), "png", 3);
    Path odd = folder.resolve("b/odd.png");
    TestImages.write(odd, TestImages.colour(2, 3, 0));
    assertThatThrownBy(() -> read(1))
        .isInstanceOf(DataException.class)
        .hasMessage(
            odd + ": found an image of 3x2; expected 2x3 as " + folder.resolve("a/0.png") + " has");
  }

  @Test
  void refusesWhatIsNoFolderOfClasses() throws IOException {
    TestImages.write(folder.resolve("cat.png"), TestImages.colour(1, 1, 0));
    assertThatThrownBy(() -> read(1))
        .hasMessage(
            folder.resolve("cat.png")
                + ": found an image in no folder of a class; expected a folder for each class");
    TestImages.write(folder.resolve("cats/cat.png"), TestImages.colour(1, 1, 0));
    assertThatThrownBy(() -> read(1)).hasMessageContaining("found 1 folder; expected one for each");
    Files.createDirectory(folder.resolve("dogs"));
    assertThatThrownBy(() -> read(1))
        .hasMessageStartingWith(folder.resolve("dogs") + ": found no image; expected PNG or JPEG");
    TestImages.write(folder.resolve("dogs/dog.png"), TestImages.colour(1, 1, 0));
    assertThatThrownBy(() -> read(1))
        .hasMessageStartingWith(folder.resolve("cats") + ": found one");
    TestImages.write(folder.resolve("train/cats/cat.png"), TestImages.colour(1, 1, 0));
    TestImages.write(folder.resolve("train/dogs/dog.png"), TestImages.colour(1, 1, 0));
    TestImages.write(folder.resolve("val/cats/cat.png"), TestImages.colour(1, 1, 0));
    TestImages.write(folder.resolve("val/cows/cow.png"), TestImages.colour(1, 1, 0));
    assertThatThrownBy(() -> read(1))
        .hasMessage(
            folder.resolve("val")
                + ": found no dogs, but cows, which train has not; expected the 2 classes of train:"
                + " cats, dogs");
  }

  @Test
  void namesOtherKindsOfImagesAndPassesOverWhatIsNone() throws IOException {
    writeAlone(TestImages.colour(1, 1, 0), "png", 2);
    Files.writeString(folder.resolve("a/notes.txt"), "x");
    Files.writeString(folder.resolve("a/.DS_Store"), "x");
    read(1);
    assertThat(said).anyMatch(text -> text.contains("passed over 1 file not called *.png"));
    Path page = folder.resolve("a/1.png");
    Files.writeString(page, "<html>");
    assertThatThrownBy(() -> read(1))
        .hasMessage(page + ": found an HTML page; expected a PNG or JPEG image");
    Files.delete(page);
    Files.createFile(folder.resolve("b/x.webp"));
    assertThatThrownBy(() -> read(1))
        .hasMessageContaining("x.webp: found an image of the kind webp");
  }

  @Test
  void refusesLinksThatLeadNowhereAndPipes() throws Exception {
    writeAlone(TestImages.colour(1, 1, 0), "png", 2);
    Path link = Files.createSymbolicLink(folder.resolve("a/7.jpg"), Path.of("../annex/7"));
    assertThatThrownBy(() -> read(1))
        .hasMessage(
            link
                + ": found no file to read from (a link to ../annex/7, which is not there);"
                + " expected a PNG or JPEG image");
    Files.delete(link);
    Path pipe = folder.resolve("a/8.png");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> read(1)).hasMessageContaining("8.png: found no file to read from");
  }

  @Test
  void readsJfifAndNamesImagesWhoseNamesSayNothing() throws IOException {
    writeAlone(TestImages.colour(1, 1, 0), "jpg", 2);
    Files.copy(folder.resolve("a/0.jpg"), folder.resolve("a/2.jfif"));
    DataSplits data = read(1);
    assertThat(data.train().count() + data.test().count()).isEqualTo(5);
    Files.createDirectory(folder.resolve("c"));
    Files.copy(folder.resolve("a/0.jpg"), folder.resolve("c/img_0"));
    assertThatThrownBy(() -> read(1))
        .hasMessageContaining("c: found no image, but 1 other files, the first is")
        .hasMessageContaining("img_0; expected PNG or JPEG images of this class, called *.png");
  }

  @Test
  void refusesAFileThatIsTooLargeForAnImage() throws IOException {
    writeAlone(TestImages.colour(1, 1, 0), "png", 2);
    try (RandomAccessFile sparse = new RandomAccessFile(folder.resolve("a/1.png").toFile(), "rw")) {
      sparse.setLength(30L << 30);
    }
    assertThatThrownBy(() -> read(1))
        .hasMessageContaining("1.png: found a file of 30,720 MiB; expected an image of at most");
  }

  private void writeAlone(BufferedImage image, String kind, int each) throws IOException {
    for (int i = 0; i < each; i++) {
      TestImages.write(folder.resolve("a/" + i + "." + kind), image);
      TestImages.write(folder.resolve("b/" + i + "." + kind), image);
    }
  }

  private DataSplits read(long seed) throws DataException {
    said.clear();
    return DataFolder.read(folder, seed, new Heard(said));
  }

  private static int sum(byte[] bytes) {
    int sum = 0;
    for (byte value : bytes) {
      sum += value;
    }
    return sum;
  }

  @Test
  void aFolderAmongImagesWouldBeAClass() throws IOException {
    Path pets = folder.resolve("pets");
    TestImages.write(pets.resolve("cats/1.png"), TestImages.colour(1, 1, 0));
    TestImages.write(pets.resolve("dogs/1.png"), TestImages.colour(1, 1, 0));
    Path link = Files.createSymbolicLink(folder.resolve("link"), pets);
    for (Path inside :
        List.of(pets, pets.resolve("run"), link.resolve("a/b"), pets.resolve("x/.."))) {
      assertThat(DataFolder.wouldHold(pets, inside)).as(inside.toString()).isTrue();
      assertThat(DataFolder.wouldHold(link, inside)).as(inside.toString()).isTrue();
    }
    for (Path beside : List.of(folder, folder.resolve("pets2/run"), pets.resolve("../run"))) {
      assertThat(DataFolder.wouldHold(pets, beside)).as(beside.toString()).isFalse();
    }
    Path split = Files.createDirectory(folder.resolve("split"));
    Files.move(pets, split.resolve("train"));
    TestImages.write(split.resolve("val/cats/1.png"), TestImages.colour(1, 1, 0));
    assertThat(DataFolder.wouldHold(split, split.resolve("run"))).isFalse();
    assertThat(DataFolder.wouldHold(split, split.resolve("train/run"))).isTrue();
    assertThat(DataFolder.wouldHold(split, split.resolve("val/run"))).isTrue();
    Path digits = folder.resolve("digits");
    SyntheticDigits.write(digits, 3, 2, 1, true);
    assertThat(DataFolder.wouldHold(digits, digits.resolve("run"))).isFalse();
  }
}
