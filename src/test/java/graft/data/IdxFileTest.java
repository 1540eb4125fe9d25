package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IdxFileTest {
  private static final byte[] PIXELS = sequence(2 * 3 * 4);
  private static final byte[] IMAGES = IdxWriter.images(2, 3, 4, PIXELS);
  private static final byte[] LABELS = IdxWriter.labels(3, new byte[] {9, 0, 4});

  @TempDir Path folder;

  @Test
  void readsImagesRowMajorAsUnsignedBytes() throws IOException {
    IdxFile images = IdxFile.readImages(file("images", IMAGES));
    assertThat(images.count()).isEqualTo(2);
    assertThat(images.height()).isEqualTo(3);
    assertThat(images.width()).isEqualTo(4);
    assertThat(images.bytes()).isEqualTo(PIXELS);
  }

  @Test
  void tellsGzipByContentAndChecksumsTheUncompressedBytes() throws IOException {
    IdxFile plain = IdxFile.readImages(file("plain.gz", IMAGES));
    IdxFile packed = IdxFile.readImages(file("packed", IdxWriter.gzip(IMAGES)));
    assertThat(packed.bytes()).isEqualTo(PIXELS);
    assertThat(packed.sha256()).isEqualTo(plain.sha256());
    // printf abc | sha256sum, to hold the hexadecimal form itself
    assertThat(Sha256.ofUncompressed(file("abc", IdxWriter.gzip(new byte[] {'a', 'b', 'c'}))))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void readsLabels() throws IOException {
    assertThat(IdxFile.readLabels(file("labels", LABELS)).bytes())
        .containsExactly((byte) 9, (byte) 0, (byte) 4);
  }

  static Stream<Arguments> badImages() {
    byte[] packed = IdxWriter.gzip(IMAGES);
    byte[] corruptBody = packed.clone();
    corruptBody[12] ^= 0x55;
    byte[] corruptChecksum = packed.clone();
    corruptChecksum[packed.length - 8] ^= 1;
    return Stream.of(
        Arguments.of("empty", new byte[0], "found an empty file"),
        Arguments.of("empty, packed", IdxWriter.gzip(new byte[0]), "found an empty file"),
        Arguments.of("cut in the header", Arrays.copyOf(IMAGES, 10), "found only 10 bytes"),
        Arguments.of("cut in the magic number", Arrays.copyOf(IMAGES, 3), "found only 3 bytes"),
        Arguments.of("a word", "word".getBytes(StandardCharsets.US_ASCII), "found a text"),
        Arguments.of(
            "cut in the body",
            Arrays.copyOf(IMAGES, IMAGES.length - 1),
            "found 23 bytes after the header (truncated); expected 24 for the header's 2 images of"
                + " 3x4"),
        Arguments.of(
            "too long", Arrays.copyOf(IMAGES, IMAGES.length + 1), "found more than 24 bytes"),
        Arguments.of(
            "labels", LABELS, "found an IDX file of labels; expected an IDX file of images"),
        Arguments.of(
            "text",
            "not an IDX file".getBytes(StandardCharsets.US_ASCII),
            "found a text that begins with 'not an IDX file'"),
        Arguments.of(
            "a page", "<!DOCTYPE html>\n<p>".getBytes(StandardCharsets.US_ASCII), "an HTML page"),
        Arguments.of(
            "a pointer",
            "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII),
            "found a Git LFS pointer"),
        Arguments.of("packed twice", IdxWriter.gzip(packed), "found a gzip file in a gzip file"),
        Arguments.of(
            "floats", IdxWriter.idx(new int[] {0xD03, 1}, PIXELS), "an IDX file of floats"),
        Arguments.of("flat", IdxWriter.idx(new int[] {0x802, 2, 12}, PIXELS), "two dimensions"),
        Arguments.of(
            "QMNIST's labels",
            IdxWriter.idx(new int[] {0xC02, 2, 8}, PIXELS),
            "as QMNIST's labels are"),
        Arguments.of(
            "an archive",
            IdxWriter.idx(new int[] {0x504b0304}, PIXELS),
            "found a ZIP archive; expected an IDX file of images, unsigned bytes [N, H, W]"),
        Arguments.of(
            "a page with a byte order mark",
            "\uFEFF <!-- x --><html>".getBytes(StandardCharsets.UTF_8),
            "an HTML page"),
        Arguments.of(
            "a packed count that is not there",
            IdxWriter.gzip(IdxWriter.images(2_000_000, 28, 28, PIXELS)),
            "found 24 bytes after the header (truncated)"),
        Arguments.of(
            "little-endian", IdxWriter.idx(new int[] {0x03080000}, PIXELS), "(little-endian)"),
        Arguments.of(
            "no images",
            IdxWriter.images(0, 3, 4, new byte[0]),
            "found a header of 0 images of 3x4; expected extents of 1 or more"),
        Arguments.of(
            "negative count", IdxWriter.images(-1, 3, 4, PIXELS), "found a header of -1 images"),
        Arguments.of(
            "a count beyond memory",
            IdxWriter.images(Integer.MAX_VALUE, 28, 28, PIXELS),
            "expected less than 2 GiB"),
        Arguments.of(
            "a count that is not there",
            IdxWriter.images(2_000_000, 28, 28, PIXELS),
            "found 24 bytes after the header (truncated)"),
        Arguments.of(
            "gzip cut short", Arrays.copyOf(packed, 25), "a gzip file that ends too early"),
        Arguments.of("gzip without a body", Arrays.copyOf(packed, 5), "ends too early"),
        Arguments.of("gzip with a corrupt body", corruptBody, "found a corrupt gzip file"),
        Arguments.of("gzip with a wrong checksum", corruptChecksum, "found a corrupt gzip file"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badImages")
  void refusesBadImagesAndNamesTheFile(String what, byte[] content, String said)
      throws IOException {
    Path file = file("train-images-idx3-ubyte", content);
    assertThatThrownBy(() -> IdxFile.readImages(file))
        .as(what)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": found ")
        .hasMessageContaining(said);
  }

  @Test
  void namesAFileThatIsNotThere() {
    Path file = folder.resolve("nowhere");
    assertThatThrownBy(() -> IdxFile.readImages(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(file.toString());
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static byte[] sequence(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 37);
    }
    return bytes;
  }
}
