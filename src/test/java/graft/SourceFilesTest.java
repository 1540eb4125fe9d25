package graft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A file has one job: what is longer than this has two. */
class SourceFilesTest {
  private static final int LINES = 300;
  private static final List<Path> ROOTS =
      Stream.of("src", "cuda-kernels", "benchmarks/src", "peers/src").map(Path::of).toList();

  @Test
  void noneIsLong() throws IOException {
    Set<String> found = new TreeSet<>();
    Set<String> tooLong = new TreeSet<>();
    for (Path root : ROOTS) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(SourceFilesTest::isSource).toList()) {
          String name = String.valueOf(file.getFileName());
          found.add(name.substring(name.lastIndexOf('.')));
          int lines = Files.readAllLines(file).size();
          if (lines > LINES) {
            tooLong.add(file + " has " + lines + " lines");
          }
        }
      }
    }
    assertThat(found).as("kinds of files found").contains(".java", ".cpp", ".h", ".cu");
    assertThat(tooLong).as("files of more than %d lines", LINES).isEmpty();
  }

  private static boolean isSource(Path file) {
    return file.toString().matches(".*\\.(java|cpp|h|cu|cuh)");
  }
}
