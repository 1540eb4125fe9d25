package graft.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The software device answers what NVIDIA's libraries were seen to answer. These lines are what
 * {@link NvidiaDifferentialTest} found; unlike it they need no library of NVIDIA's.
 */
@SoftwareOnly("it tests the software device")
class SeenAnswersTest {
  private static final String FILE = "seen-answers.txt";

  @TestFactory
  List<DynamicTest> answersAsNvidiasLibrariesDo() throws IOException {
    SharedDevice.get();
    List<DynamicTest> tests = new ArrayList<>();
    List<String> lines = lines();
    for (int i = 0; i < lines.size(); i += 2) {
      String line = lines.get(i);
      String seen = lines.get(i + 1).strip();
      tests.add(DynamicTest.dynamicTest(line, () -> check(line, seen)));
    }
    return tests;
  }

  private static void check(String line, String seen) {
    try (Calls calls = new Calls()) {
      assertThat(Answers.comparable(line, calls.run(line)))
          .isEqualTo(Answers.comparable(line, seen));
    }
  }

  private static List<String> lines() throws IOException {
    try (var file = Objects.requireNonNull(SeenAnswersTest.class.getResourceAsStream(FILE), FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    }
  }
}
