package graft.files;

import graft.fetch.FileContents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/** Files of YAML: UTF-8, small, one document. */
public final class YamlFile {
  /** What a description of a network and its training never needs. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int HEAD = 512; // bytes that tell what a file is

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private YamlFile() {}

  /**
   * Reads a file whole.
   *
   * @return all that it says, with the lines where it stands
   * @throws IOException if the file is not there or cannot be read
   * @throws MistakeException if it is no YAML, says more than one thing, or is too large; names the
   *     line
   */
  public static Place read(Path file) throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(
          file.toString(), null, "there is no such file; expected a file of YAML");
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(
          file
              + (Files.isDirectory(file) ? " is a folder" : " may not be read")
              + "; expected a file of YAML");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return parse(file.toString(), in.readNBytes(MOST_BYTES + 1));
    }
  }

  /** The document of a file's content. */
  static Place parse(String source, byte[] content) {
    if (content.length > MOST_BYTES) {
      throw new MistakeException(
          source
              + String.format(
                  Locale.ROOT,
                  ": has more than %,d bytes; expected a small file of YAML",
                  MOST_BYTES));
    }
    String text = decode(source, content);
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    requireText(source, content, plain);
    return Place.of(source, new YamlParser(source, plain).document());
  }

  private static String decode(String source, byte[] content) {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    CharBuffer characters = CharBuffer.allocate(content.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(bytes, characters, true);
    if (result.isError()) {
      throw noText(
          source,
          content,
          String.format(
              Locale.ROOT,
              ": byte %d is 0x%02x, which is no UTF-8",
              bytes.position(),
              content[bytes.position()]));
    }
    return characters.flip().toString();
  }

  /** Refuses what no editor writes into a text. */
  private static void requireText(String source, byte[] content, String text) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = c == '\n' || c == '\r' || c == '\t';
      if ((c < ' ' && !space) || c == '\u007f') {
        throw noText(
            source,
            content,
            String.format(
                Locale.ROOT, ":%d:%d: has the control character 0x%02x", line, column, (int) c));
      }
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
  }

  /**
   * A picture or an archive in a text's place is told by what it is.
   *
   * @param found what stands where, if it is nothing that is known
   */
  private static MistakeException noText(String source, byte[] content, String found) {
    byte[] head = Arrays.copyOf(content, Math.min(HEAD, content.length));
    return new MistakeException(
        FileContents.recognize(head)
            .filter(kind -> !FileContents.isText(kind))
            .map(kind -> source + ": is " + kind + "; expected a text in UTF-8")
            .orElse(source + found + "; expected a text file"));
  }
}
