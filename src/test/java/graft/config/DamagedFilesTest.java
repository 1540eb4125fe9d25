package graft.config;

import static org.assertj.core.api.Assertions.assertThat;

import graft.files.MistakeException;
import graft.random.Philox;
import graft.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Examples with a few bytes changed: they are read or refused in one sentence, nothing else. */
class DamagedFilesTest {
  private static final List<String> PIECES =
      List.of(
          "\t",
          "\n",
          " ",
          "  ",
          ":",
          "- ",
          "[",
          "]",
          "{",
          "}",
          ",",
          "'",
          "\"",
          "#",
          "&a ",
          "*a",
          "!",
          "|",
          ">",
          "%",
          "@",
          "`",
          "?",
          "<<",
          "---\n",
          "...\n",
          "0",
          "-1",
          "1e-3",
          "1e999",
          "~",
          "99999999999999999999",
          "\u00e9",
          "\ufeff",
          "\u0085",
          "\u2028",
          "\ud83d\ude00",
          "input");

  private static Path file = Path.of("");

  @BeforeContainer
  static void makeFile() throws IOException {
    file = Files.createTempFile("damaged", ".yaml");
  }

  @AfterContainer
  static void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 500)
  void areReadOrRefusedInASentence(@ForAll long seed) throws IOException {
    Philox random = new Philox(seed, 0);
    List<Path> examples = ExamplesTest.examples().toList();
    byte[] sound = Files.readAllBytes(examples.get(random.nextInt(examples.size())));
    Files.write(file, damaged(sound, random));
    try {
      TrainingFile.read(file).network().spec(Shape.of(32, 32, 3), 10);
    } catch (MistakeException e) {
      assertThat(e.getMessage()).startsWith(file + ":").hasSizeLessThan(500);
      assertThat(e.getMessage().lines()).hasSize(1);
    }
  }

  private static byte[] damaged(byte[] sound, Philox random) {
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    int changes = 1 + random.nextInt(3);
    int at = 0;
    for (int i = 0; i < changes; i++) {
      int next = at + random.nextInt(sound.length - at + 1);
      changed.write(sound, at, next - at);
      at = next;
      switch (random.nextInt(4)) {
        case 0 -> at = Math.min(sound.length, at + 1 + random.nextInt(9)); // lost
        case 1 -> changed.write(random.nextInt(256)); // a byte of anything
        default ->
            changed.writeBytes(
                PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
      }
    }
    changed.write(sound, at, sound.length - at);
    return changed.toByteArray();
  }
}
