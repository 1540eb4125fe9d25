package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file of images is taken for. */
class PixelFileTest {
  @TempDir Path folder;

  private void refused(String sentence, int... content) throws IOException {
    byte[] bytes = new byte[content.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) content[i];
    }
    Path file = Files.write(folder.resolve("file"), bytes);
    assertThatThrownBy(() -> PixelFile.read(file, new ImageDecoder()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": found " + sentence);
  }

  /** Two zeros, one of the types 8 to 14, the number of dimensions. */
  @Test
  void whatBeginsLikeAnIdxFileIsReadAsOne() throws IOException {
    String idx = "; expected an IDX ";
    refused("only 4 bytes" + idx + "header of 16 bytes", 0, 0, 8, 3);
    refused("an IDX file of doubles" + idx + "file of images", 0, 0, 0x0E, 3, 0, 0, 0, 1);
    refused("a gzip file that ends too early; expected a whole gzip file", 0x1F, 0x8B);
  }

  @Test
  void whatDoesNotIsNoImageAtAll() throws IOException {
    String expected = "; expected a PNG or JPEG image, or an IDX file of images";
    Path file = folder.resolve("file");
    for (byte[] bytes : new byte[][] {{0, 0, 8}, {0, 0, 7, 3}, {0, 0, 0x0F, 3}, {0x1F}}) {
      Files.write(file, bytes);
      assertThatThrownBy(() -> PixelFile.read(file, new ImageDecoder()))
          .isInstanceOf(DataException.class)
          .hasMessageEndingWith(expected);
    }
    assertThatThrownBy(() -> PixelFile.read(folder, new ImageDecoder()))
        .hasMessage(folder + ": found a folder" + expected);
    Path nowhere = folder.resolve("nowhere");
    assertThatThrownBy(() -> PixelFile.read(nowhere, new ImageDecoder()))
        .hasMessage(nowhere + ": found no such file" + expected);
  }

  @Test
  void onePixelIsAnImage() throws IOException {
    Path file = Files.write(folder.resolve("one"), IdxWriter.images(1, 1, 1, new byte[] {7}));
    PixelFile read = PixelFile.read(file, new ImageDecoder());
    assertThat(read.pixels()).containsExactly(7);
    assertThat(read.channels()).isEqualTo(1);
    assertThat(read.size()).isEqualTo("1x1");
  }
}
