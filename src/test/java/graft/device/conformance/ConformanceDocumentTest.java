package graft.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jcuda.driver.JCudaDriver;
import jcuda.jcublas.JCublas2;
import jcuda.jcudnn.JCudnn;
import org.junit.jupiter.api.Test;

/** The document of what NVIDIA demands is complete, and the tests that it names exist. */
class ConformanceDocumentTest {
  private static final Path DOCUMENT = Path.of("docs", "cuda-conformance.md");
  private static final Set<String> LIBRARIES =
      Set.of(JCudaDriver.class.getName(), JCublas2.class.getName(), JCudnn.class.getName());

  /** A row of a table whose first cell is one function. */
  private static final Pattern ROW = Pattern.compile("^\\| `(cu\\w+)` \\|", Pattern.MULTILINE);

  /** A row of a difference between the stacks, whose first cell says more than the function. */
  private static final Pattern DIFFERENCE =
      Pattern.compile("^\\| \\d+\\. `(cu\\w+)`", Pattern.MULTILINE);

  private static final Map<String, String> STATUSES_OF_NINE =
      Map.of("1", "1001", "3", "2000", "9", "3000");

  private static final Pattern TEST = Pattern.compile("`(\\w+Test\\.\\w+)`");

  @Test
  void everyCallHasItsRow() throws IOException {
    JavaClasses graft =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("graft");
    Set<String> called =
        graft.stream()
            .flatMap(type -> type.getCodeUnitAccessesFromSelf().stream())
            .filter(access -> LIBRARIES.contains(access.getTargetOwner().getName()))
            .map(access -> access.getTarget().getName())
            .filter(name -> name.startsWith("cu"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(called).as("calls found in the classes").hasSizeGreaterThan(50);
    List<String> rows = found(ROW);
    assertThat(rows).as("rows of %s", DOCUMENT).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(rows)).isEqualTo(called);
  }

  @Test
  void theTestsThatItNamesExist() throws IOException {
    Set<String> tests =
        new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests()).importPackages("graft").stream()
                .flatMap(type -> type.getMethods().stream())
                .map(ConformanceDocumentTest::name)
                .collect(Collectors.toSet());
    List<String> named = found(TEST);
    assertThat(named).isNotEmpty();
    assertThat(tests).containsAll(named);
  }

  /** Beside the numbers of statuses, which differ everywhere. */
  @Test
  void everyFunctionThatAnswersOtherwiseInTheLaterStackIsNamed() throws IOException {
    Set<String> differing = new TreeSet<>();
    for (SeenAnswer seen : SeenAnswer.all()) {
      String[] calls = seen.line().split("; ", -1);
      String[] eight = Answers.comparable(seen.line(), seen.eight()).split("; ", -1);
      String[] nine = Answers.comparable(seen.line(), seen.nine()).split("; ", -1);
      for (int i = 0; i < calls.length; i++) {
        if (!nine[i].equals(eight[i]) && !isTheSameStatus(eight[i], nine[i])) {
          differing.add(calls[i].split(" ", 2)[0]);
          // What follows from it in the same line is no difference of its own.
          if (calls[i].contains("Set")) {
            break;
          }
        }
      }
    }
    assertThat(differing).isNotEmpty();
    assertThat(new TreeSet<>(found(DIFFERENCE))).isEqualTo(differing);
  }

  private static boolean isTheSameStatus(String eight, String nine) {
    String[] words = eight.split(" ", 2);
    String status = STATUSES_OF_NINE.getOrDefault(words[0], words[0]);
    return nine.equals(words.length == 1 ? status : status + " " + words[1]);
  }

  private static String name(JavaMethod method) {
    JavaClass owner = method.getOwner();
    return owner.getSimpleName() + "." + method.getName();
  }

  private static List<String> found(Pattern pattern) throws IOException {
    return pattern
        .matcher(Files.readString(DOCUMENT))
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }
}
