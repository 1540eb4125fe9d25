package graft.device.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * What NVIDIA's cuDNN and cuBLAS answer without a GPU, the software device answers too: drawn calls
 * run in two JVMs, one over each. {@code make test-nvidia} runs it over cuDNN 8.6 and cuBLAS 11.11,
 * with {@code STACK=12} over cuDNN 9.5 and cuBLAS 12.6.
 */
@Tag("nvidia")
class NvidiaDifferentialTest {
  private static final String FOLDER = "GRAFT_NVIDIA_LIBS";
  private static final String SEED = "20260";
  private static final int TRIES = 5000;

  private static final ComparedStack STACK = ComparedStack.asked();

  private static LibraryChild nvidia;
  private static LibraryChild software;
  private static final Map<String, Integer> CALLS = new TreeMap<>();
  private static int lines;

  @BeforeContainer
  static void start() {
    nvidia = new LibraryChild(STACK.stack(), nvidiaLibraries(), Map.of());
    software = LibraryChild.overSoftwareDevice(STACK);
  }

  private static List<Path> nvidiaLibraries() {
    String folder = System.getenv().getOrDefault(FOLDER, "");
    List<Path> libraries = STACK.nvidia().stream().map(name -> Path.of(folder, name)).toList();
    List<Path> missing = libraries.stream().filter(file -> !Files.isReadable(file)).toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException(
          "of NVIDIA's libraries there is no "
              + missing
              + " in the folder of "
              + FOLDER
              + " ("
              + (folder.isEmpty() ? "which is not set" : folder)
              + "): `make test-nvidia` brings them and names their folder");
    }
    return libraries;
  }

  @AfterContainer
  static void stop() {
    // Neither is there where NVIDIA's libraries are not.
    Stream.of(nvidia, software).filter(Objects::nonNull).forEach(LibraryChild::close);
    System.out.printf(
        "differential with NVIDIA's %s, seed %s: %d functions, %d lines, %d calls%n",
        STACK, SEED, CALLS.size(), lines, CALLS.values().stream().mapToInt(i -> i).sum());
    CALLS.forEach((function, calls) -> System.out.println("  " + function + " " + calls));
  }

  private static void compare(String line) {
    lines++;
    for (String call : line.split("; ", -1)) {
      CALLS.merge(call.split(" ", 2)[0], 1, Integer::sum);
    }
    assertThat(Answers.comparable(line, software.ask(line)))
        .as(line)
        .isEqualTo(Answers.comparable(line, nvidia.ask(line)));
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void tensors(@ForAll("tensors") String line) {
    compare(line);
  }

  @Provide("tensors")
  Arbitrary<String> drawTensors() {
    return DescriptorCalls.tensors();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void filters(@ForAll("filters") String line) {
    compare(line);
  }

  @Provide("filters")
  Arbitrary<String> drawFilters() {
    return DescriptorCalls.filters();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void convolutions(@ForAll("convolutions") String line) {
    compare(line);
  }

  @Provide("convolutions")
  Arbitrary<String> drawConvolutions() {
    return DescriptorCalls.convolutions();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void poolings(@ForAll("poolings") String line) {
    compare(line);
  }

  @Provide("poolings")
  Arbitrary<String> drawPoolings() {
    return DescriptorCalls.poolings();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void activations(@ForAll("activations") String line) {
    compare(line);
  }

  @Provide("activations")
  Arbitrary<String> drawActivations() {
    return DescriptorCalls.activations();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void convolutionOutputs(@ForAll("convolutionOutputs") String line) {
    compare(line);
  }

  @Provide("convolutionOutputs")
  Arbitrary<String> drawConvolutionOutputs() {
    return OutputSizeCalls.convolutionOutputs();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void poolingOutputs(@ForAll("poolingOutputs") String line) {
    compare(line);
  }

  @Provide("poolingOutputs")
  Arbitrary<String> drawPoolingOutputs() {
    return OutputSizeCalls.poolingOutputs();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void questions(@ForAll("questions") String line) {
    compare(line);
  }

  @Provide("questions")
  Arbitrary<String> drawQuestions() {
    return HandleCalls.questions();
  }

  @Property(seed = SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void withoutHandle(@ForAll("withoutHandle") String line) {
    compare(line);
  }

  @Provide("withoutHandle")
  Arbitrary<String> drawWithoutHandle() {
    return HandleCalls.withoutHandle();
  }
}
