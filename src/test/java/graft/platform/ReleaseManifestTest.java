package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleaseManifestTest {
  private static final URI ADDRESS = URI.create("https://host/redist/redistrib_1.json");
  private static final String SUM = "ab".repeat(32);

  /** What NVIDIA's have, shortened. */
  private static final String MANIFEST =
      """
      {
        "release_date": "2026-07-02", "release_label": "9.24.0", "release_product": "cudnn",
        "libcublas": {
          "name": "CUDA cuBLAS", "license": "CUDA Toolkit", "version": "13.1.0.3",
          "linux-x86_64": {
            "relative_path": "libcublas/linux-x86_64/libcublas.tar.xz",
            "sha256": "SUM", "md5": "0", "size": "838952932"
          },
          "windows-x86_64": {"relative_path": "x.zip", "sha256": "SUM"}
        },
        "cudnn": {
          "linux-x86_64": {
            "cuda12": {"relative_path": "cudnn/cudnn_cuda12.tar.xz", "sha256": "0"},
            "cuda13": {"relative_path": "cudnn/cudnn_cuda13.tar.xz", "sha256": "SUM"}
          },
          "cuda_variant": ["12", "13"]
        },
        "libcudla": {"linux-aarch64": {"relative_path": "x.tar.xz", "sha256": "SUM"}}
      }
      """
          .replace("SUM", SUM);

  private static URI find(String manifest, String component, String variant) throws IOException {
    LibraryArchive.Listed listed = new LibraryArchive.Listed(ADDRESS, component, variant);
    return new ReleaseManifest(ADDRESS, MadeUpArchives.bytes(manifest))
        .find(new LibraryArchive("x.tar.xz", SUM, 1, listed), listed);
  }

  @Test
  void pathsAreRelativeToTheManifest() throws IOException {
    assertThat(find(MANIFEST, "libcublas", ""))
        .hasToString("https://host/redist/libcublas/linux-x86_64/libcublas.tar.xz");
    assertThat(find(MANIFEST, "cudnn", "cuda13"))
        .hasToString("https://host/redist/cudnn/cudnn_cuda13.tar.xz");
  }

  @ParameterizedTest
  @CsvSource({
    "cuda_nvrtc, '', cuda_nvrtc",
    "release_label, '', release_label",
    "libcudla, '', libcudla for linux-x86_64",
    "cudnn, cuda14, cudnn for linux-x86_64 and cuda14",
    "libcublas, cuda13, libcublas for linux-x86_64 and cuda13"
  })
  void whatIsNotListedIsNamed(String component, String variant, String missing) {
    assertThatThrownBy(() -> find(MANIFEST, component, variant))
        .isInstanceOf(IOException.class)
        .hasMessage(ADDRESS + " has no " + missing);
  }

  @Test
  void anotherChecksumThanTheOneWrittenDownIsRefused() {
    assertThatThrownBy(() -> find(MANIFEST, "cudnn", "cuda12"))
        .hasMessage(ADDRESS + " gives SHA-256 '0' for cudnn, expected " + SUM);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/etc/passwd",
        "../x.tar.xz",
        "a/../../x",
        "https://elsewhere/x",
        "a b",
        "//h/x"
      })
  void aPathThatLeadsElsewhereIsRefused(String path) {
    String manifest = MANIFEST.replace("libcublas/linux-x86_64/libcublas.tar.xz", path);
    assertThatThrownBy(() -> find(manifest, "libcublas", ""))
        .hasMessage(
            "%s gives '%s' as the path of libcublas, expected one below its folder"
                .formatted(ADDRESS, path));
  }

  @ParameterizedTest
  @CsvSource({
    "<html><body>Log in</body></html>, an HTML page",
    "'', an empty file",
    "'{\"libcublas\": ', 'a text that begins with '",
  })
  void whatIsNoManifestIsSaid(String content, String what) {
    assertThatThrownBy(() -> find(content, "libcublas", ""))
        .hasMessageContaining(ADDRESS + " is no manifest of NVIDIA's but " + what);
  }
}
