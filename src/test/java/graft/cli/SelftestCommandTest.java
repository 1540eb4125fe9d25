package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.selftest.WatchedSelfTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelftestCommandTest {
  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** In a process of its own, started as this one was. */
  @Test
  void theShortFormPassesOnTheSoftwareDevice() {
    int exit =
        CommandRunner.run(
            new Main(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "selftest",
            "--device",
            "software",
            "--short",
            "--no-data",
            "--out",
            folder.toString());

    assertThat(exit).as(out + "" + err).isZero();
    assertThat(out.toString()).contains("device    software device", "checks passed");
    assertThat(folder.resolve("gpu-report.html")).exists();
    assertThat(folder.resolve("gpu-report.zip")).doesNotExist();
  }

  @Test
  void aDeviceThatCannotBeOpenedLeavesAReportAndAnArchive() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-Dgraft.native.dir=" + empty,
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());
    List<String> selftest =
        List.of(
            "selftest",
            "--device",
            "software",
            "--no-data",
            "--out",
            folder.toString(),
            "--watched");
    int exit =
        new WatchedSelfTest(
                java,
                folder,
                Duration.ofHours(1),
                new PrintWriter(out, true),
                new PrintWriter(err, true))
            .run(selftest, List.of("info", "--device", "software"), process -> {});

    assertThat(exit).as(out + "" + err).isEqualTo(1);
    assertThat(err.toString())
        .containsPattern("the self-test failed: opening the device: .*empty")
        .contains("gpu-report.zip holds what is needed")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("gpu-report.json"))
        .content()
        .contains("DeviceUnavailableException", "\"check\" : \"machine\"");
    assertThat(folder.resolve("gpu-report.zip")).exists();
  }
}
