package graft.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What fuzzers begin from, and what they once found, is read as it should be. */
class SeedsTest {
  @ParameterizedTest
  @EnumSource
  void seedsAreReadOrRefused(Fuzzer fuzzer) throws IOException {
    List<Path> seeds = fuzzer.seedFiles();
    assertThat(seeds).as("seeds of %s", fuzzer).isNotEmpty();
    for (Path seed : seeds) {
      byte[] input = Files.readAllBytes(seed);
      assertThatCode(() -> fuzzer.read(input)).as(seed.toString()).doesNotThrowAnyException();
    }
  }

  /** An empty file, and every seed cut off: what ends too early is refused as well. */
  @ParameterizedTest
  @EnumSource
  void halvesOfSeedsAreReadOrRefused(Fuzzer fuzzer) throws IOException {
    for (Path seed : fuzzer.seedFiles()) {
      byte[] input = Files.readAllBytes(seed);
      for (int length : new int[] {0, input.length / 2, input.length - 1}) {
        byte[] cut = Arrays.copyOf(input, Math.max(0, length));
        assertThatCode(() -> fuzzer.read(cut))
            .as("%s cut to %d bytes", seed, length)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void eachFuzzerIsListed() throws IOException {
    List<String> listed =
        Arrays.stream(Fuzzer.values()).map(fuzzer -> fuzzer.type().getSimpleName()).toList();
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java/graft"))) {
      for (Path file : files.filter(path -> path.toString().endsWith("Fuzz.java")).toList()) {
        if (Files.readString(file).contains("fuzzerTestOneInput(byte[] input)")) {
          found.add(String.valueOf(file.getFileName()).replace(".java", ""));
        }
      }
    }
    assertThat(listed).containsExactlyInAnyOrderElementsOf(found);
    String page = Files.readString(Path.of("docs/fuzzing.md"));
    for (Fuzzer fuzzer : Fuzzer.values()) {
      assertThat(page).contains("`" + fuzzer.title() + "`");
    }
  }
}
