package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChildJvm;
import graft.device.OpenDevice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {
  @TempDir Path folder;

  /**
   * All the way of a GPU, with the software device's libraries in NVIDIA's place: a machine that
   * shows a GPU, a driver asked in a child process, libraries found in LD_LIBRARY_PATH, a kernel
   * image read from a file.
   */
  @Test
  void aMachineWithAGpuIsUsedAsOne() throws IOException, InterruptedException {
    Files.write(build().resolve("graft-kernels.fatbin"), KernelImage.forSoftware());
    List<String> output = openOnMachine();
    assertThat(output.get(1))
        .isEqualTo("untold relu 0.0 2.0 by " + GpuStandIn.libraries().resolve("libcuda.so.1"));
    assertThat(output.get(2))
        .matches(".* \\(compute [0-9]+\\.[0-9], driver [0-9.]+\\), found: devices 1, false");
  }

  @Test
  void kernelsThatTheDriverRefusesAreCompiledOnceAndKept()
      throws IOException, InterruptedException {
    Files.writeString(build().resolve("graft-kernels.fatbin"), "for another card");
    assertThat(openOnMachine())
        .contains("compiled true for 7.5")
        .anyMatch(line -> line.contains("do not suit the GPU"))
        .anyMatch(line -> line.startsWith("untold relu 0.0 2.0"));
    assertThat(openOnMachine())
        .doesNotContain("compiled true for 7.5")
        .anyMatch(line -> line.startsWith("untold relu 0.0 2.0"));
    assertThat(SystemView.list(folder.resolve("cache/graft/kernels"), "*")).hasSize(1);
  }

  @Test
  void aBuildWithoutKernelsCompilesThem() throws IOException, InterruptedException {
    build();
    assertThat(openOnMachine())
        .contains("compiled true for 7.5")
        .anyMatch(line -> line.startsWith("untold relu 0.0 2.0"));
  }

  private Path build() throws IOException {
    return Files.createDirectories(folder.resolve("build"));
  }

  private List<String> openOnMachine() throws IOException, InterruptedException {
    new FakeSystem(folder).file("/dev/nvidia0");
    Process child =
        ChildJvm.start(
            Map.of(),
            List.of(
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-Dgraft.native.dir=" + build(),
                "-cp",
                System.getProperty("java.class.path")),
            OpenDevice.class,
            folder.toString(),
            GpuStandIn.libraries().toString());
    child.getOutputStream().close();
    List<String> output =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(child.waitFor()).as(output.toString()).isZero();
    return output;
  }

  @Test
  void aBuildFolderWithoutLibrariesIsNamed() {
    String before = System.getProperty("graft.native.dir");
    System.setProperty("graft.native.dir", folder.toString());
    try {
      assertThatThrownBy(() -> SoftwareLibraries.locate(SystemView.real(), Isa.V3))
          .isInstanceOf(DeviceUnavailableException.class)
          .hasMessage(
              "libcuda.so.1 was not found at "
                  + folder
                  + "/x86-64-v3/libcuda.so.1 (the folder of -Dgraft.native.dir); `make` builds it");
    } finally {
      System.setProperty("graft.native.dir", before);
    }
  }
}
