package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernels through NVIDIA's own compiler, which needs no GPU; {@code make test-nvidia} runs it.
 */
@Tag("nvidia")
class NvrtcTest {
  private static final Pattern KERNEL =
      Pattern.compile("^extern \"C\" [A-Z_a-z ]+? (\\w+)\\(", Pattern.MULTILINE);

  private static KernelCompiler compiler() {
    String folder =
        System.getenv()
            .getOrDefault(
                "GRAFT_NVIDIA_LIBS", LibraryCache.ofUser(LibrarySet.CUDA_11_8).folder().toString());
    // Without a cache, where a newer one may lie.
    SystemView system =
        new SystemView(
            Path.of("/"),
            Map.of("LD_LIBRARY_PATH", folder, "XDG_CACHE_HOME", folder + "/no-cache"));
    return NvrtcCompiler.find(system, new NvidiaLibraries(system))
        .orElseThrow(
            () -> new IllegalStateException("no libnvrtc.so.11.2: `make cuda-libs` brings it"));
  }

  @Test
  void itIsOfTheStackAskedFor() {
    assertThat(compiler().version()).startsWith(System.getProperty("graft.test.stack", "11") + ".");
  }

  @ParameterizedTest
  @ValueSource(ints = {70, 75, 80, 86, 89, 90})
  void allKernelsCompileToMachineCode(int capability) {
    KernelSource source = KernelSource.bundled();
    byte[] image = compiler().compile(source, capability / 10, capability % 10);
    assertThat(Arrays.copyOf(image, 4)).as("ELF").containsExactly(0x7f, 'E', 'L', 'F');
    String symbols = new String(image, StandardCharsets.ISO_8859_1);
    int kernels = 0;
    for (String content : source.files().values()) {
      for (var found = KERNEL.matcher(content); found.find(); kernels++) {
        assertThat(symbols).contains(".text." + found.group(1));
      }
    }
    assertThat(kernels).isGreaterThan(10);
  }

  @Test
  void aCardNewerThanTheCompilerGetsPtx() {
    byte[] image = compiler().compile(KernelSource.bundled(), 12, 0);
    String ptx = new String(image, StandardCharsets.UTF_8);
    assertThat(ptx).contains(".target sm_90", ".entry relu(").endsWith("\0");
  }

  @Test
  void whatTheCompilerSaysIsPassedOn() {
    KernelSource source =
        new KernelSource(new TreeMap<>(Map.of("wrong.cu", "__global__ void f() { g(); }")));
    assertThatThrownBy(() -> compiler().compile(source, 8, 0))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("NVRTC_ERROR_COMPILATION for sm_80")
        .hasMessageContaining("wrong.cu(1): error: identifier \"g\" is undefined");
  }
}
