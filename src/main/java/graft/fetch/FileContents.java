package graft.fetch;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
  private static final int SHOWN_TEXT = 30;
  private static final int ZIP_NAME = 30;
  private static final int TAR_MAGIC = 257;
  private static final String TEXT = "a text that begins with '";
  private static final byte DELETE = 0x7f;

  /**
   * A kind of file.
   *
   * @param start the first bytes, in hexadecimal; xx is any byte
   * @param firstEntry how the name of a ZIP archive's first file ends; empty if it is not asked for
   */
  private record Kind(String start, String firstEntry, String name) {
    Kind(String start, String name) {
      this(start, "", name);
    }

    boolean fits(byte[] head) {
      return startFits(head) && (firstEntry.isEmpty() || entryFits(head));
    }

    private boolean startFits(byte[] head) {
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

    /** APPNOTE.TXT 6.3.10, 4.3.7: the length of the name at byte 26, the name at byte 30. */
    private boolean entryFits(byte[] head) {
      if (head.length < ZIP_NAME) {
        return false;
      }
      int length = (head[ZIP_NAME - 4] & 0xFF) | (head[ZIP_NAME - 3] & 0xFF) << 8;
      String rest = new String(head, ZIP_NAME, head.length - ZIP_NAME, StandardCharsets.ISO_8859_1);
      return rest.substring(0, Math.min(length, rest.length())).endsWith(firstEntry);
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          new Kind("xxxxxxxxxx0000007b22", "a safetensors file"),
          new Kind("504b0304", "data.pkl", "a PyTorch file (a pickle in a ZIP archive)"),
          new Kind("504b0304", ".npy", "NumPy arrays in a ZIP archive (.npz)"),
          new Kind(
              "504b0304",
              "metadata.json",
              "a Keras file (a ZIP archive), which graft import reads"),
          new Kind("504b0304", "a ZIP archive"),
          new Kind("1f8b", "a gzip file"),
          new Kind("425a68", "a bzip2 file"),
          new Kind("fd377a585a00", "an xz file"),
          new Kind("28b52ffd", "a Zstandard file"),
          new Kind("377abcaf271c", "a 7-Zip archive"),
          new Kind(hex("Rar!"), "a RAR archive"),
          new Kind(hex("PAR1"), "a Parquet file"),
          new Kind(hex("MATLAB 5.0"), "a MATLAB file"),
          new Kind(hex("SQLite format 3"), "an SQLite database"),
          new Kind(hex("%PDF-"), "a PDF document"),
          new Kind("7f" + hex("ELF"), "a program or a shared library"),
          new Kind("89504e470d0a1a0a", "a PNG image"),
          new Kind("ffd8ff", "a JPEG image"),
          new Kind("47494638", "a GIF image"),
          new Kind("52494646xxxxxxxx57454250", "a WebP image"),
          new Kind("xxxxxxxx66747970", "a HEIF or AVIF image, or a film"),
          new Kind("49492a00", "a TIFF image"),
          new Kind("4d4d002a", "a TIFF image"),
          new Kind("424d", "a BMP image"),
          new Kind("0000000c6a502020", "a JPEG 2000 image"),
          new Kind("0000000c4a584c20", "a JPEG XL image"),
          new Kind("ff0a", "a JPEG XL image"),
          new Kind("00000100xx00", "an icon (.ico)"),
          new Kind("50350a", "a PGM image"),
          new Kind("50360a", "a PPM image"),
          new Kind("93" + hex("NUMPY"), "a NumPy array"),
          new Kind(
              "894844460d0a1a0a",
              "an HDF5 file, as Keras writes with the ending .h5 and graft import reads"),
          new Kind(hex("GGUF"), "a GGUF file"),
          new Kind(hex("ARROW1"), "an Arrow file"),
          new Kind("xxxxxxxx" + hex("TFL3"), "a TensorFlow Lite model"),
          new Kind(hex("<?xml"), "an XML document"),
          new Kind(hex("<svg"), "an SVG image"),
          new Kind("fffe0000", "a text in UTF-32"),
          new Kind("0000feff", "a text in UTF-32"),
          new Kind("fffe", "a text in UTF-16"),
          new Kind("feff", "a text in UTF-16"),
          new Kind("80028a0a6cfc9c46f9206aa8", "a PyTorch file of the old kind (a Python pickle)"),
          new Kind("8002", "a Python pickle"),
          new Kind("8003", "a Python pickle"),
          new Kind("8004", "a Python pickle"),
          new Kind("8005", "a Python pickle"),
          new Kind("00000801", "an IDX file of labels"),
          new Kind("00000802", "an IDX file of bytes in two dimensions (of flat images, perhaps)"),
          new Kind("00000803", "an IDX file of images"),
          new Kind("000008", "an IDX file of bytes in another number of dimensions"),
          new Kind("000009", "an IDX file of signed bytes"),
          new Kind("00000b", "an IDX file of 16-bit numbers"),
          new Kind(
              "00000c02",
              "an IDX file of 32-bit numbers in two dimensions, as QMNIST's labels are"),
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
    if (isHtml(head)) {
      return Optional.of("an HTML page");
    }
    for (Kind kind : KINDS) {
      if (kind.fits(head)) {
        return Optional.of(kind.name);
      }
    }
    if (isOnnx(head)) {
      return Optional.of("an ONNX model, as it seems, which graft import reads");
    }
    if (isTar(head)) {
      return Optional.of("a tar archive");
    }
    return isText(head) ? Optional.of(TEXT + firstLine(head) + "'") : Optional.empty();
  }

  /** Whether what {@link #recognize} said is of a text of no kind that is known here. */
  public static boolean isText(String recognized) {
    return recognized.startsWith(TEXT);
  }

  /** Perhaps behind a byte order mark, a comment or a declaration of XML. */
  private static boolean isHtml(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    return text.replace("\uFEFF", "").strip().startsWith("<")
        && List.of("<!doctype html", "<html", "<head", "<body", "<script").stream()
            .anyMatch(text::contains);
  }

  private static boolean isText(byte[] head) {
    for (byte character : head) {
      boolean space = character == '\n' || character == '\r' || character == '\t';
      if ((character < ' ' && !space) || character == DELETE) {
        return false; // so is what is not ASCII, which is negative
      }
    }
    return true;
  }

  private static String firstLine(byte[] head) {
    String text = new String(head, StandardCharsets.US_ASCII).strip();
    String line = text.lines().findFirst().orElse("").replace('\t', ' ');
    return line.substring(0, Math.min(line.length(), SHOWN_TEXT));
  }

  /** POSIX 1003.1, "ustar Interchange Format": its magic stands at byte 257. */
  private static boolean isTar(byte[] head) {
    byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
    return head.length >= TAR_MAGIC + magic.length
        && Arrays.equals(head, TAR_MAGIC, TAR_MAGIC + magic.length, magic, 0, magic.length);
  }

  /**
   * ONNX has no magic number. Its ModelProto begins with ir_version (field 1, a small number) and
   * the name of the producer (field 2, a string), where that is set: onnx.proto.
   */
  private static boolean isOnnx(byte[] head) {
    return head.length > 4
        && head[0] == 0x08
        && head[1] > 0
        && head[1] < 64
        && head[2] == 0x12
        && head[3] > 0
        && Character.isLetter(head[4]);
  }
}
