package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import graft.platform.DeviceChoice;
import graft.platform.FakeSystem;
import graft.platform.LibraryInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceInfoTest {
  private static final String LIBRARIES = "/usr/lib/x86_64-linux-gnu/";

  @TempDir Path root;
  private FakeSystem system;
  private boolean kernels = true;

  @BeforeEach
  void empty() {
    system = new FakeSystem(root);
  }

  private DeviceInfo info(DeviceChoice choice) {
    return DeviceInfo.of(
        DeviceOptions.defaults().withChoice(choice), system.facts(kernels, 12040, 75));
  }

  private LibraryInfo library(DeviceInfo info, String name) {
    return info.libraries().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aMachineWithTheDriverAloneIsToldOneCommand() throws IOException {
    system.file("/dev/nvidia0").file(LIBRARIES + "libcuda.so.1");
    DeviceInfo info = info(DeviceChoice.GPU);
    assertThat(info.usable()).isFalse();
    assertThat(info.driver())
        .containsExactly(
            "CUDA 12.4",
            "0: NVIDIA Test (compute 7.5, 16.0 GiB), 8.0 GiB free,"
                + " GPU-00000000-1111-2222-3333-444444444444");
    assertThat(library(info, "libcuda.so.1").path())
        .contains(system.path(LIBRARIES + "libcuda.so.1"));
    assertThat(library(info, "libcudnn.so.9").path()).isEmpty();
    assertThat(info.problem().orElseThrow())
        .contains("libcublas.so.12 was not found", "libcudnn.so.9 was not found");
    assertThat(info.fix()).contains("make cuda-libs (or java -jar graft.jar cuda-libs)");
  }

  @Test
  void withoutTheDriverThatComesFirst() throws IOException {
    system.file("/dev/nvidia0");
    DeviceInfo info = info(DeviceChoice.GPU);
    assertThat(info.driver()).isEmpty();
    assertThat(info.fix().orElseThrow()).contains("https://www.nvidia.com/drivers");
    system.file("/etc/os-release", "NAME=x\nID=debian\n");
    assertThat(info(DeviceChoice.GPU).fix()).contains("sudo apt-get install nvidia-driver");
    system.file("/etc/os-release", "ID_LIKE=debian\nID=\"ubuntu\"\n");
    assertThat(info(DeviceChoice.GPU).fix()).contains("sudo ubuntu-drivers install");
  }

  @Test
  void versionsAreReadFromTheFilesThatLinksLeadTo() throws IOException {
    system
        .file("/usr/local/cuda-11.8/lib64/libcublasLt.so.11.11.3.6")
        .file("/usr/local/cuda-11.8/lib64/libcublas.so.11");
    Files.createSymbolicLink(
        system.path("/usr/local/cuda-11.8/lib64/libcublasLt.so.11"),
        Path.of("libcublasLt.so.11.11.3.6"));
    DeviceInfo info = info(DeviceChoice.GPU);
    assertThat(library(info, "libcublasLt.so.11").version()).isEqualTo("11.11.3.6");
    assertThat(library(info, "libcublas.so.11").version()).isEqualTo("11");
  }

  @Test
  void theCompilerIsNamedButNotNeeded() throws IOException {
    assertThat(library(info(DeviceChoice.GPU), "libnvrtc.so.12").needed()).isFalse();
    system
        .file("/usr/local/cuda/lib64/libnvrtc.so.12")
        .file("/usr/local/cuda/lib64/libnvrtc-builtins.so.12.6");
    DeviceInfo info = info(DeviceChoice.GPU);
    assertThat(library(info, "libnvrtc.so.12").path()).isPresent();
    assertThat(library(info, "libnvrtc-builtins.so.12.6").version()).isEqualTo("12.6");
  }

  @Test
  void aBuildWithoutKernelsIsToldHowToBuildThem() throws IOException {
    system
        .file("/dev/nvidia0")
        .file(LIBRARIES + "libcuda.so.1")
        .file(LIBRARIES + "libcublas.so.11")
        .file(LIBRARIES + "libcudnn.so.8");
    kernels = false;
    DeviceInfo info = info(DeviceChoice.GPU);
    assertThat(info.usable()).isFalse();
    assertThat(info.kernels()).contains("graft-kernels.fatbin is not in this build");
    assertThat(info.fix())
        .contains("make cuda-libs STACK=11 (or java -jar graft.jar cuda-libs --stack 11)");
    system.file(LIBRARIES + "libnvrtc.so.11.2");
    // Without a GPU, so that the test's empty files are not loaded.
    Files.delete(system.path("/dev/nvidia0"));
    assertThat(info(DeviceChoice.GPU).kernels()).isEqualTo("compiled by NVRTC for the GPU found");
  }
}
