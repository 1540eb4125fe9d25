package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.platform.SystemView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ranges as on a machine with a GPU. The software device's libcuda.so.1 has NVTX's two functions,
 * so it stands for libnvToolsExt.so.1 here.
 */
@SoftwareOnly("the software device's libcuda.so.1 stands for NVTX")
class RangesTest {
  @TempDir private Path root;

  private Path nvtxOfMachine() throws IOException {
    Path folder = Files.createDirectories(root.resolve("usr/local/cuda-11.8/lib64"));
    return folder.resolve("libnvToolsExt.so.1");
  }

  private Ranges onMachine() {
    return Ranges.ofGpu(new SystemView(root, Map.of()));
  }

  @Test
  void whereNvtxIsFoundTheRangesReachIt() throws IOException {
    Path nvtx =
        Files.createSymbolicLink(
            nvtxOfMachine(), SharedDevice.get().libraries().get("libcuda.so.1"));
    Ranges ranges = onMachine();
    Files.delete(nvtx);
    Path file = root.resolve("trace.json");
    try (Trace trace = SharedDevice.get().startTrace(file)) {
      assertThat(trace.events()).isZero();
      ranges.in("outer", () -> assertThat(ranges.<Integer>get("inner", () -> 7)).isEqualTo(7));
      assertThatThrownBy(
              () ->
                  ranges.in(
                      "failing",
                      () -> {
                        throw new IllegalStateException("of the work");
                      }))
          .hasMessage("of the work");
      ranges.in("after", () -> {});
    }

    assertThat(ranges.areOn()).isTrue();
    List<ChromeTrace.Slice> found = ChromeTrace.read(file).hostRanges();
    assertThat(found)
        .extracting(ChromeTrace.Slice::name)
        .containsExactly("outer", "inner", "failing", "after");
    assertThat(found.get(1).end()).isLessThanOrEqualTo(found.get(0).end());
    assertThat(found.get(2).end()).isLessThanOrEqualTo(found.get(3).begin());
  }

  @Test
  void withoutNvtxTheWorkIsDoneAllTheSame() {
    Ranges ranges = onMachine();

    assertThat(ranges.areOn()).isFalse();
    assertThat(ranges.<String>get("range", () -> "done")).isEqualTo("done");
  }

  @Test
  void aFileThatIsNoLibraryIsSaidAndLeavesThemOff() throws Exception {
    Files.writeString(nvtxOfMachine(), "not a library");

    String said = StandardError.during(() -> assertThat(onMachine().areOn()).isFalse());

    assertThat(said)
        .contains("no NVTX ranges: " + nvtxOfMachine() + " has no nvtxRangePushA and nvtxRangePop");
  }

  /**
   * Under a profiler, in a process of its own, which it never leaves. It is compiled with NVIDIA's
   * header of NVTX 3 where the build found that, and so judges our own declarations.
   */
  @Test
  void underAProfilerTheRangesReachIt() throws Exception {
    assertThat(underProfiler(Path.of("target", "test-native", "libgraft-nvtx-tool.so")))
        .isEqualTo("begin outer\nbegin inner\nworking, true\nend\nend\n");
  }

  @Test
  void aProfilerThatTakesNoRangesIsSaidAndLeavesThemOff() throws Exception {
    Path other = Path.of("target", "native", "libgraft-ranges.so");
    assertThat(underProfiler(other))
        .contains(
            "no NVTX ranges: NVTX_INJECTION64_PATH=" + other.toAbsolutePath() + " is no profiler")
        .endsWith("working, false\n")
        .doesNotContain("begin");
  }

  private static String underProfiler(Path profiler) throws Exception {
    Process process =
        ChildJvm.start(
            Map.of("NVTX_INJECTION64_PATH", profiler.toAbsolutePath().toString()),
            List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "-Dgraft.native.dir=" + System.getProperty("graft.native.dir")),
            RangesTest.class);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /** The child process of the tests above. */
  public static void main(String[] arguments) {
    String profiler = "NVTX_INJECTION64_PATH";
    Ranges ranges =
        Ranges.ofGpu(
            new SystemView(Path.of("/nowhere"), Map.of(profiler, System.getenv(profiler))));
    ranges.in(
        "outer", () -> ranges.in("inner", () -> System.out.println("working, " + ranges.areOn())));
  }
}
