package graft.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
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
class RangesTest {
  private static final Device DEVICE = SharedDevice.get();

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
    Path nvtx = Files.createSymbolicLink(nvtxOfMachine(), DEVICE.libraries().get("libcuda.so.1"));
    Ranges ranges = onMachine();
    Files.delete(nvtx);
    Path file = root.resolve("trace.json");
    try (Trace trace = DEVICE.startTrace(file)) {
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
}
