package graft.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.SoftwareOnly;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * The software device answers what NVIDIA's libraries were seen to answer, whichever stack it is to
 * be. These lines are what {@link NvidiaDifferentialTest} found, and where two stacks differ;
 * unlike it they need no library of NVIDIA's.
 */
@SoftwareOnly("it tests the software device")
class SeenAnswersTest {
  private static final String VERSION = "GRAFT_SOFTWARE_CUDNN";

  @Test
  void answersAsNvidiasLibrariesDo() throws IOException {
    check(ComparedStack.CUDA_11, Map.of(), SeenAnswer::eight);
  }

  @Test
  void underTheNamesOfTheLaterStackItAnswersAsThatOne() throws IOException {
    check(ComparedStack.CUDA_12, Map.of(), SeenAnswer::nine);
  }

  @Test
  void theVariableRulesWhateverTheNames() throws IOException {
    check(ComparedStack.CUDA_11, Map.of(VERSION, "9"), SeenAnswer::nine);
    check(ComparedStack.CUDA_12, Map.of(VERSION, "8"), SeenAnswer::eight);
  }

  private static void check(
      ComparedStack names, Map<String, String> environment, Function<SeenAnswer, String> answer)
      throws IOException {
    Map<String, String> expected = new LinkedHashMap<>();
    Map<String, String> found = new LinkedHashMap<>();
    try (LibraryChild child = LibraryChild.overSoftwareDevice(names, environment)) {
      for (SeenAnswer seen : SeenAnswer.all()) {
        String line = seen.line();
        expected.put(line, Answers.comparable(line, answer.apply(seen)));
        found.put(line, Answers.comparable(line, child.ask(line)));
      }
    }
    assertThat(expected).hasSizeGreaterThan(50);
    assertThat(found).containsExactlyEntriesOf(expected);
  }
}
