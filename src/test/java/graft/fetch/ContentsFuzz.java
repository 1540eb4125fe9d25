package graft.fetch;

import graft.fuzz.Input;
import java.io.IOException;

/** What tells a file by its first bytes, and its words for one that is unknown. */
public final class ContentsFuzz {
  private ContentsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Input.read(
        input,
        () -> {
          String words = FileContents.describe(input);
          Input.require(
              words.chars().noneMatch(Character::isISOControl), "more than a line: " + words);
          Input.require(FileContents.recognize(input).orElse(words).equals(words), "other words");
        });
  }
}
