package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import graft.fetch.Sha256;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class KernelSourceTest {
  @Test
  void theJarCarriesEveryKernelOfTheBuild() {
    List<String> sources =
        SystemView.list(Path.of("cuda-kernels"), "*").stream()
            .map(file -> file.getFileName().toString())
            .toList();
    KernelSource source = KernelSource.bundled();
    assertThat(source.files().keySet()).containsExactlyElementsOf(sources);
    assertThat(source.program()).contains("#include \"relu.cu\"\n").doesNotContain(".cuh");
  }

  /** NVRTC has no folders to look in: what is included must be a file of the source. */
  @Test
  void kernelsIncludeNothingButEachOther() {
    KernelSource source = KernelSource.bundled();
    for (String content : source.files().values()) {
      content
          .lines()
          .filter(line -> line.startsWith("#include"))
          .forEach(
              line ->
                  assertThat(source.files()).containsKey(line.replaceAll("#include \"|\"", "")));
    }
  }

  @Test
  void everyChangeOfTheSourceChangesItsDigest() {
    assertThat(digest(Map.of("a.cu", "x", "b.cu", "y")))
        .isEqualTo(digest(Map.of("b.cu", "y", "a.cu", "x")))
        .isNotEqualTo(digest(Map.of("a.cu", "x", "b.cu", "z")))
        .isNotEqualTo(digest(Map.of("a.cu", "x", "c.cu", "y")))
        .isNotEqualTo(digest(Map.of("a.cu", "xb.cu 1\ny")));
  }

  private static byte[] digest(Map<String, String> files) {
    MessageDigest digest = Sha256.digest();
    new KernelSource(new TreeMap<>(files)).addTo(digest);
    return digest.digest();
  }
}
