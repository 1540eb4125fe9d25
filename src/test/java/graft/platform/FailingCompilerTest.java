package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build where nvcc is there and does not work. */
class FailingCompilerTest {
  private static final String ARCHITECTURES =
      "#!/bin/sh\nif [ \"$1\" = --list-gpu-arch ]; then echo compute_75; exit 0; fi\n";
  // Writes what follows -o, as a compiler does that is at it.
  private static final String WRITE =
      "while [ \"$1\" != -o ]; do shift; done\nprintf %s \"$CONTENT\" > \"$2\"\n";

  @TempDir Path folder;

  private Path kernels() {
    return folder.resolve("target/native/graft-kernels.fatbin");
  }

  private String build(String compiler) throws IOException, InterruptedException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path nvcc = bin.resolve("nvcc");
    Files.writeString(nvcc, ARCHITECTURES + compiler);
    Files.setPosixFilePermissions(nvcc, PosixFilePermissions.fromString("rwx------"));
    ProcessBuilder builder =
        new ProcessBuilder(
                "make",
                "-f",
                "src/main/native/Makefile",
                "TARGET=" + folder.resolve("target"),
                "JAVA_HOME=" + System.getProperty("java.home"),
                "kernels")
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("NVCC|MAKE.*|MFLAGS|TARGET"));
    builder.environment().merge("PATH", bin.toString(), (path, first) -> first + ":" + path);
    Process make = builder.start();
    String output = new String(make.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(make.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void theBuildGoesOnAndALaterCompilerBuildsTheKernels() throws Exception {
    String fails = "CONTENT=half\n" + WRITE + "echo 'error: cospi is declared twice' >&2\nexit 2\n";
    assertThat(build(fails))
        .contains("error: cospi is declared twice")
        .contains("graft: warning: " + folder.resolve("bin/nvcc") + " cannot compile")
        .contains("NVRTC compiles them at start");
    assertThat(folder.resolve("target/native")).isEmptyDirectory();
    assertThat(build("CONTENT=whole\n" + WRITE)).contains("kernel files for sm_75 and PTX");
    assertThat(kernels()).hasContent("whole");
    // What is there is of other sources, or of another build: it does not stay.
    Files.setLastModifiedTime(kernels(), FileTime.fromMillis(0));
    Path packed = folder.resolve("target/classes/graft/native/graft-kernels.fatbin");
    Files.createDirectories(packed.getParent());
    Files.writeString(packed, "whole");
    assertThat(build(fails)).contains("graft: warning: ");
    assertThat(kernels()).doesNotExist();
    assertThat(packed).doesNotExist();
  }

  @Test
  void warningsOfAnotherCompilerVersionAreNoReasonToGoWithout() throws Exception {
    String strict = "case \"$*\" in *all-warnings*) echo 'a new warning' >&2; exit 2;; esac\n";
    assertThat(build(strict + "CONTENT=whole\n" + WRITE))
        .contains("a new warning")
        .contains("once more, with warnings and spills allowed")
        .doesNotContain("graft: warning");
    assertThat(kernels()).hasContent("whole");
  }
}
