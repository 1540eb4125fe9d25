package graft.fetch;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Says what a file is that is not what it was taken for, from its first bytes: downloads that are
 * an error page, pointers in a file's place, archives that were not unpacked.
 */
public final class FileContents {
  private static final int SHOWN = 8;

  /** The first bytes of a kind of file, in hexadecimal; xx is any byte. */
  private record Kind(String start, String name) {
    boolean fits(byte[] head) {
      if (head.length * 2 < start.length()) {
        return false;
      }
      for (int i = 0; i < start.length() / 2; i++) {
        String wanted = start.substring(2 * i, 2 * i + 2);
        if (!wanted.equals("xx") && HexFormat.fromHexDigits(wanted) != (head[i] & 0xFF)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("504b0304", "a ZIP archive"),
          new Kind("1f8b", "a gzip file"),
          new Kind("425a68", "a bzip2 file"),
          new Kind("fd377a585a00", "an xz file"),
          new Kind("89504e470d0a1a0a", "a PNG image"),
          new Kind("ffd8ff", "a JPEG image"),
          new Kind("47494638", "a GIF image"),
          new Kind("52494646xxxxxxxx57454250", "a WebP image"),
          new Kind("xxxxxxxx66747970", "a HEIF or AVIF image, or a film"),
          new Kind("49492a00", "a TIFF image"),
          new Kind("4d4d002a", "a TIFF image"),
          new Kind("424d", "a BMP image"),
          new Kind("93" + hex("NUMPY"), "a NumPy array"),
          new Kind("8002", "a Python pickle"),
          new Kind("8003", "a Python pickle"),
          new Kind("8004", "a Python pickle"),
          new Kind("8005", "a Python pickle"),
          new Kind("00000801", "an IDX file of labels"),
          new Kind("00000802", "an IDX file in two dimensions, as QMNIST's labels are"),
          new Kind("00000803", "an IDX file of images"),
          new Kind("000008", "an IDX file of bytes in another number of dimensions"),
          new Kind("000009", "an IDX file of signed bytes"),
          new Kind("00000b", "an IDX file of 16-bit numbers"),
          new Kind("00000c", "an IDX file of 32-bit numbers"),
          new Kind("00000d", "an IDX file of floats"),
          new Kind("00000e", "an IDX file of doubles"),
          new Kind("01080000", "an IDX file with its bytes in the wrong order (little-endian)"),
          new Kind("03080000", "an IDX file with its bytes in the wrong order (little-endian)"),
          new Kind(
              hex("version https://git-lfs"), "a Git LFS pointer, not the file it stands for"));

  private FileContents() {}

  private static String hex(String ascii) {
    return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * As "a ZIP archive"; of what is unknown the first bytes.
   *
   * @param head the first bytes, or all of them
   */
  public static String describe(byte[] head) {
    int shown = Math.min(SHOWN, head.length);
    return recognize(head)
        .orElseGet(
            () -> "a file that begins with the bytes " + HexFormat.of().formatHex(head, 0, shown));
  }

  /**
   * As "a ZIP archive"; empty if it is none of the kinds that are known here.
   *
   * @param head the first bytes, or all of them
   */
  public static Optional<String> recognize(byte[] head) {
    if (head.length == 0) {
      return Optional.of("an empty file");
    }
    for (Kind kind : KINDS) {
      if (kind.fits(head)) {
        return Optional.of(kind.name);
      }
    }
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return Optional.of("an HTML page");
    }
    return Optional.empty();
  }
}
