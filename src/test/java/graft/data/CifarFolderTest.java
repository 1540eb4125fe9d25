package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Sha256;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarFolderTest {
  private static final int IMAGE = 32 * 32 * 3;

  @TempDir Path folder;

  @Test
  void putsThePlanesOfAllFiveBatchesTogetherByPixel() throws IOException {
    writeTen(folder);
    DataSplits data = read();
    assertThat(data.train().sample()).isEqualTo(Shape.of(32, 32, 3));
    assertThat(data.train().count()).isEqualTo(10);
    assertThat(data.train().classes()).isEqualTo(10);
    assertThat(data.train().classNames()).startsWith("0", "1");
    for (int i = 0; i < 10; i++) {
      assertThat(data.train().label(i)).isEqualTo(i);
      for (int pixel = 0; pixel < 1024; pixel++) {
        for (int c = 0; c < 3; c++) {
          assertThat(data.train().images()[i * IMAGE + pixel * 3 + c])
              .isEqualTo(pixelOf(i, c, pixel));
        }
      }
    }
    assertThat(data.provenance().name()).isEqualTo("CIFAR-10");
    assertThat(data.provenance().sha256())
        .hasSize(6)
        .containsEntry(
            "data_batch_5.bin", Sha256.ofUncompressed(folder.resolve("data_batch_5.bin")));
  }

  @Test
  void findsTheArchivesOwnFolderAndReadsTheNames() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("cifar-10-batches-bin"));
    writeTen(inner);
    Files.writeString(
        inner.resolve("batches.meta.txt"),
        "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
    assertThat(read().test().classNames()).hasSize(10).startsWith("airplane").endsWith("truck");
    Files.writeString(inner.resolve("batches.meta.txt"), "airplane\n");
    assertThatThrownBy(this::read)
        .hasMessage(
            inner.resolve("batches.meta.txt")
                + ": found 1 names; expected 10, one for each class of CIFAR-10");
  }

  @Test
  void takesTheFineLabelsOfCifar100() throws IOException {
    Files.write(folder.resolve("train.bin"), records(2, 97, 98, 99));
    Files.write(folder.resolve("test.bin"), IdxWriter.gzip(records(2, 5)));
    DataSplits data = read();
    assertThat(data.train().labels()).containsExactly(97, 98, 99);
    assertThat(data.train().classes()).isEqualTo(100);
    assertThat(data.test().labels()).containsExactly(5);
    assertThat(data.test().images()[4]).isEqualTo(pixelOf(0, 1, 1));
  }

  @Test
  void namesWhatIsMissing() throws IOException {
    writeTen(folder);
    Files.delete(folder.resolve("data_batch_3.bin"));
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder + ": found no data_batch_3.bin; expected data_batch_1.bin");
  }

  @Test
  void namesTheOtherDataSetInItsPlaceAndWhatIsNoRecord() throws IOException {
    writeTen(folder);
    Path batch = folder.resolve("data_batch_2.bin");
    Files.write(batch, records(2, 1, 2));
    assertThatThrownBy(this::read)
        .hasMessageStartingWith(batch + ": found 6,148 bytes: 2 records of CIFAR-100; expected");
    Files.write(batch, records(1, 11));
    assertThatThrownBy(this::read)
        .hasMessage(batch + ": found label 11 in record 0; expected labels 0 to 9");
    Files.write(batch, new byte[] {(byte) 0x80, 4, 1});
    assertThatThrownBy(this::read).hasMessageContaining("found a Python pickle, 3 bytes long");
    Files.write(batch, new byte[0]);
    assertThatThrownBy(this::read).hasMessageContaining("found an empty file");
  }

  @Test
  void saysHowManyRecordsAFileHasThatWasCutOff() throws IOException {
    writeTen(folder);
    Path batch = folder.resolve("data_batch_3.bin");
    Files.write(batch, Arrays.copyOf(records(1, 9, 9), 6140));
    assertThatThrownBy(this::read)
        .hasMessageStartingWith(
            batch
                + ": found 6,140 bytes, 1 whole records and 3,067 bytes more (was a download cut"
                + " off?); expected CIFAR-10's records of 3,073 bytes");
  }

  @Test
  void namesWhatStandsInAFilesPlace() throws IOException {
    writeTen(folder);
    Path batch = folder.resolve("data_batch_3.bin");
    Files.delete(batch);
    Files.createSymbolicLink(batch, Path.of("/nowhere/3"));
    assertThatThrownBy(this::read)
        .hasMessageContaining(
            "found no data_batch_3.bin (a link to /nowhere/3, which is not there); expected");
  }

  @Test
  void aByteOrderMarkIsNoPartOfAName() throws IOException {
    writeTen(folder);
    String names = "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\ng\r\nh\r\ni\r\nj\r\n";
    Files.writeString(folder.resolve("batches.meta.txt"), "\uFEFF" + names);
    assertThat(read().train().classNames()).startsWith("a", "b").endsWith("j").hasSize(10);
  }

  @Test
  void saysWhatToDoWithOtherVersions() throws IOException {
    Path archive = Files.createFile(folder.resolve("cifar-10-binary.tar.gz"));
    assertThatThrownBy(this::read)
        .hasMessage(
            archive
                + ": found an archive; expected it unpacked (tar xf cifar-10-binary.tar.gz in this"
                + " folder makes cifar-10-batches-bin)");
    Path python = Files.createDirectory(folder.resolve("cifar-10-batches-py"));
    Path pickle = python.resolve("data_batch_1");
    Files.write(pickle, new byte[] {(byte) 0x80, 2, 1});
    assertThatThrownBy(this::read)
        .hasMessage(
            pickle
                + ": found a Python pickle: the Python version of CIFAR-10; expected the binary"
                + " version, cifar-10-binary.tar.gz, unpacked");
    writeTen(Files.createDirectory(folder.resolve("cifar-10-batches-bin")));
    assertThat(read().train().count()).isEqualTo(10);
    Files.write(folder.resolve("train.bin"), records(2, 1));
    assertThatThrownBy(this::read).hasMessageContaining("found both CIFAR-10 and CIFAR-100");
  }

  @Test
  void aFileOfThePythonVersionsNameMayBeSomethingElse() throws IOException {
    Files.writeString(folder.resolve("data_batch_1"), "notes");
    assertThatThrownBy(this::read)
        .hasMessageStartingWith(folder + ": found none of the kinds of data, but data_batch_1;");
  }

  private DataSplits read() throws DataException {
    return DataFolder.read(folder, 1, DataListener.SILENT);
  }

  /** Five batches of two images with labels 0 to 9, and one test image. */
  private static void writeTen(Path place) throws IOException {
    for (int i = 0; i < 5; i++) {
      List<Integer> both = List.of(2 * i, 2 * i + 1);
      Files.write(place.resolve("data_batch_" + (i + 1) + ".bin"), records(1, both, 2 * i));
    }
    Files.write(place.resolve("test_batch.bin"), records(1, 7));
  }

  private static byte[] records(int labelBytes, int... labels) {
    return records(labelBytes, IntStream.of(labels).boxed().toList(), 0);
  }

  private static byte[] records(int labelBytes, List<Integer> labels, int firstImage) {
    byte[] bytes = new byte[labels.size() * (labelBytes + IMAGE)];
    int at = 0;
    for (int label : labels) {
      at += labelBytes;
      bytes[at - 1] = (byte) label;
      int image = firstImage + labels.indexOf(label);
      for (int c = 0; c < 3; c++) {
        for (int pixel = 0; pixel < 1024; pixel++) {
          bytes[at++] = pixelOf(image, c, pixel);
        }
      }
    }
    return bytes;
  }

  private static byte pixelOf(int image, int channel, int pixel) {
    return (byte) (7 * image + 85 * channel + 3 * pixel);
  }
}
