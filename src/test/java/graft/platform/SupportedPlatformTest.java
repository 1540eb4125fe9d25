package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SupportedPlatformTest {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Windows 11|amd64|false|Windows: use it in WSL2 (wsl --install), where it sees an NVIDIA GPU"
            + " too",
        "Mac OS X|aarch64|false|Mac OS X: use a machine or a container with Linux for x86-64",
        "Linux|aarch64|false|Linux for aarch64, which JCuda has no native libraries for: use a"
            + " machine for x86-64, and a 64-bit JVM on it",
        "Linux|i386|false|Linux for i386, which JCuda has no native libraries for: use a machine for"
            + " x86-64, and a 64-bit JVM on it",
        "Linux|amd64|true|Linux with musl (Alpine): use a container or a JVM with glibc, such as"
            + " those of Debian and Ubuntu",
      })
  void othersAreRefusedInALine(String os, String architecture, boolean musl, String line) {
    assertThat(SupportedPlatform.problem(os, architecture, musl))
        .contains("Graft computes on Linux for x86-64 with glibc, and this is " + line);
  }

  @Test
  void thisOneIsNot() {
    assertThat(SupportedPlatform.problem("Linux", "amd64", false)).isEqualTo(Optional.empty());
    SupportedPlatform.require(SystemView.real());
  }

  @Test
  void muslIsKnownByTheLoaderOfThisProcess() throws IOException {
    FakeSystem system = new FakeSystem(root);
    assertThat(SupportedPlatform.isMusl(system.view())).isFalse();
    system.file("/lib/ld-musl-x86_64.so.1");
    assertThat(SupportedPlatform.isMusl(system.view())).isFalse();
    system.file("/proc/self/maps", "7f00-7f01 r-xp 0 00:00 0 /lib64/ld-linux-x86-64.so.2\n");
    assertThat(SupportedPlatform.isMusl(system.view())).as("installed beside glibc").isFalse();
    system.file("/proc/self/maps", "7f00-7f01 r-xp 0 00:00 0 /lib/ld-musl-x86_64.so.1\n");
    assertThat(SupportedPlatform.isMusl(system.view())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/home/ann/my work/graft", "/a:b", "/a#b", "/cost$", "/it's", "/50%"})
  void aFolderThatMakeSplitsIsRefusedInALine(String folder)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of("sh", "src/main/native/platform.sh", "Linux", "x86_64", "ldd", folder))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(output).startsWith("graft: make cannot build in the folder '" + folder + "'");
    assertThat(output).hasLineCount(1);
  }

  /** What make asks before it builds. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Linux|x86_64|ldd (GNU libc) 2.39|0|",
        "Linux|aarch64|ldd (GNU libc) 2.39|1|Linux for aarch64",
        "Linux|x86_64|musl libc (x86_64)|1|Linux with musl",
        "Darwin|arm64||1|Darwin",
        "MINGW64_NT-10.0|x86_64||1|use WSL2"
      })
  void theBuildRefusesThemToo(String os, String machine, String libc, int exit, String word)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "sh",
                    "src/main/native/platform.sh",
                    os,
                    machine,
                    Optional.ofNullable(libc).orElse("")))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isEqualTo(exit);
    assertThat(output).contains(Optional.ofNullable(word).orElse("")).hasLineCount(exit);
  }
}
