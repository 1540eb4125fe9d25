package graft.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedSelfTestTest {
  private static final Duration LONG = Duration.ofHours(1);

  @TempDir private Path folder;

  private final StringWriter screen = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @Test
  void whatPassesIsShownAndLeavesNoArchive() throws IOException {
    assertThat(run("passes", LONG)).isZero();
    assertThat(screen.toString()).isEqualTo("pass   arithmetic\n");
    assertThat(errors.toString()).isEqualTo("graft: a word on standard error\n");
    assertThat(zip()).doesNotExist();
  }

  @Test
  void whatFailsIsNamedAndPacked() throws IOException {
    assertThat(run("fails", LONG)).isEqualTo(1);
    assertThat(errors.toString())
        .contains(
            "graft: the self-test failed: products: 5\n",
            "graft: " + zip() + " holds what is needed to find out why; please attach it");
    Map<String, String> packed = unpacked();
    assertThat(packed)
        .containsOnlyKeys(
            "gpu-report/cause.txt",
            "gpu-report/gpu-report.html",
            "gpu-report/gpu-report.json",
            "gpu-report/info.txt",
            "gpu-report/log.txt",
            "gpu-report/machine.txt",
            "gpu-report/nvidia-smi.txt")
        .containsEntry("gpu-report/cause.txt", "products: 5\n")
        .containsEntry("gpu-report/info.txt", "NVIDIA GPU     made up\n");
    assertThat(packed.get("gpu-report/log.txt"))
        .contains("pass   arithmetic\n", "graft: a word on standard error\n");
    assertThat(packed.get("gpu-report/nvidia-smi.txt")).isNotBlank();
  }

  @Test
  void aCrashLeavesJavasReportOfIt() throws IOException {
    assertThat(run("crashes", LONG)).isEqualTo(1);
    assertThat(errors.toString())
        .containsPattern("the self-test failed: it crashed by SIGSEGV.* during \"products\"\n");
    assertThat(unpacked())
        .anySatisfy(
            (name, text) -> {
              assertThat(name).contains("hs_err_");
              assertThat(text).contains("SIGSEGV", "SelfTestChild");
            })
        .hasEntrySatisfying(
            "gpu-report/gpu-report.json", text -> assertThat(text).contains("arithmetic"));
  }

  @Test
  void anEndWithoutAReportIsToldByTheLastLine() throws IOException {
    assertThat(run("exits", LONG)).isEqualTo(1);
    assertThat(errors.toString())
        .contains(
            "it ended with exit code 127 during \"products\":"
                + " java: symbol lookup error: libJCudnn.so\n");
  }

  @Test
  void beingKilledIsToldFromACrash() throws IOException {
    assertThat(run("is-killed", LONG)).isEqualTo(1);
    assertThat(errors.toString())
        .contains("it was killed, as is done where memory runs out during \"products\"");
  }

  /** The stacks of its threads are in the log, and not on the screen. */
  @Test
  void whatHangsIsAskedWhereAndKilled() throws IOException {
    assertThat(run("hangs", Duration.ofSeconds(4))).isEqualTo(1);
    assertThat(errors.toString()).contains("it said nothing for 4 s");
    assertThat(screen.toString()).doesNotContain("Full thread dump");
    assertThat(unpacked().get("gpu-report/log.txt"))
        .contains("Full thread dump", "graft.selftest.SelfTestChild.main");
  }

  /** Of an earlier run nothing is packed, nor left to be taken for this run's. */
  @Test
  void oldReportsAreDeleted() throws IOException {
    for (String name : List.of("gpu-report.html", "gpu-report.json", "gpu-report.zip")) {
      Files.writeString(folder.resolve(name), "from before");
    }
    assertThat(run("passes", LONG)).isZero();
    assertThat(folder.resolve("gpu-report.html")).content().doesNotContain("from before");
    assertThat(zip()).doesNotExist();
  }

  private Path zip() {
    return folder.resolve("gpu-report.zip").toAbsolutePath();
  }

  private int run(String way, Duration silence) throws IOException {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SelfTestChild.class.getName());
    return new WatchedSelfTest(
            java, folder, silence, new PrintWriter(screen, true), new PrintWriter(errors, true))
        .run(List.of(way, folder.toString()), List.of("info"), process -> {});
  }

  private Map<String, String> unpacked() throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (InputStream file = Files.newInputStream(zip());
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    return entries;
  }
}
