package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceSelectionTest {
  private static final String LIBRARIES = "/usr/lib/x86_64-linux-gnu/";

  @TempDir Path root;
  private FakeSystem system;
  private final List<Path> asked = new ArrayList<>();
  private DriverProbe.Finding finding = FakeSystem.driver(0, 75);
  private boolean kernels = true;

  @BeforeEach
  void empty() {
    system = new FakeSystem(root);
  }

  private DeviceSelection decide(DeviceChoice choice) {
    return DeviceSelection.decide(
        choice,
        new DeviceSelection.Facts(
            system.view(),
            driver -> {
              asked.add(driver);
              return finding;
            },
            kernels,
            libraries -> NvrtcCompiler.find(system.view(), libraries)));
  }

  private void gpuWithAllLibraries() throws IOException {
    system
        .file("/dev/nvidia0")
        .file(LIBRARIES + "libcuda.so.1")
        .file(LIBRARIES + "libcublas.so.11")
        .file(LIBRARIES + "libcudnn.so.8");
  }

  @Test
  void softwareIsTakenWhenAskedForWhateverTheMachineHas() throws IOException {
    gpuWithAllLibraries();
    assertThat(decide(DeviceChoice.SOFTWARE).software()).isTrue();
    assertThat(asked).isEmpty();
  }

  @Test
  void autoTakesAGpuThatTheDriverReports() throws IOException {
    gpuWithAllLibraries();
    assertThat(decide(DeviceChoice.AUTO)).isEqualTo(new DeviceSelection(false, "found: devices 1"));
    assertThat(asked).containsExactly(system.path(LIBRARIES + "libcuda.so.1"));
  }

  @Test
  void autoIgnoresADriverLibraryWithoutAGpu() throws IOException {
    gpuWithAllLibraries();
    java.nio.file.Files.delete(system.path("/dev/nvidia0"));
    DeviceSelection selection = decide(DeviceChoice.AUTO);
    assertThat(selection.software()).isTrue();
    assertThat(selection.reason()).isEqualTo("no NVIDIA GPU on this machine");
    assertThat(asked).as("the driver must not even be asked").isEmpty();
  }

  @Test
  void autoTakesTheSoftwareDeviceWhenTheDriverHasNone() throws IOException {
    gpuWithAllLibraries();
    finding = DriverProbe.Finding.none("cuInit: CUDA_ERROR_NO_DEVICE (100)");
    DeviceSelection selection = decide(DeviceChoice.AUTO);
    assertThat(selection.software()).isTrue();
    assertThat(selection.reason()).contains("/dev/nvidia0", "CUDA_ERROR_NO_DEVICE (100)");
  }

  @Test
  void autoSaysWhichLibraryKeepsTheGpuFromBeingUsed() throws IOException {
    system
        .file("/dev/nvidia0")
        .file(LIBRARIES + "libcuda.so.1")
        .file(LIBRARIES + "libcublas.so.11");
    DeviceSelection selection = decide(DeviceChoice.AUTO);
    assertThat(selection.software()).isTrue();
    assertThat(selection.reason()).contains("libcudnn.so.8 was not found", "--device gpu");
  }

  @Test
  void autoSaysThatTheLibrariesDoNotServeTheCard() throws IOException {
    gpuWithAllLibraries();
    finding = FakeSystem.driver(13000, 100);
    assertThat(decide(DeviceChoice.AUTO).reason())
        .contains(
            "/dev/nvidia0",
            "CUDA 11 with cuDNN 8 has no code for the card: it is of compute 10.0",
            "--device gpu says how");
    assertThatThrownBy(() -> decide(DeviceChoice.GPU))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("CUDA 13 with cuDNN 9: libcublas.so.13 was not found")
        .hasMessageContaining("next: make cuda-libs (or java -jar graft.jar cuda-libs)")
        .hasMessageContaining("in a Python environment: pip install 'nvidia-cublas>=13,<14'");
  }

  @Test
  void autoSaysThatTheBuildHasNoKernels() throws IOException {
    gpuWithAllLibraries();
    kernels = false;
    assertThat(decide(DeviceChoice.AUTO).reason())
        .contains("graft-kernels.fatbin is not in this build");
    assertThatThrownBy(() -> decide(DeviceChoice.GPU))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("graft-kernels.fatbin")
        .hasMessageContaining("nvcc");
    system.file(LIBRARIES + "libnvrtc.so.11.2");
    assertThat(decide(DeviceChoice.GPU).software()).as("NVRTC makes up for them").isFalse();
  }

  @Test
  void aGpuIsKnownByTheKernelModuleBeforeItsNodesAreMade() throws IOException {
    gpuWithAllLibraries();
    java.nio.file.Files.delete(system.path("/dev/nvidia0"));
    system.file("/proc/driver/nvidia/gpus/0000:3b:00.0/information");
    assertThat(decide(DeviceChoice.AUTO).software()).isFalse();
  }

  @Test
  void aGpuBehindWindowsIsFoundWithItsLibrary() throws IOException {
    system
        .file("/dev/dxg")
        .file("/usr/lib/wsl/lib/libcuda.so.1")
        .file(LIBRARIES + "libcublas.so.11")
        .file(LIBRARIES + "libcudnn.so.8");
    assertThat(decide(DeviceChoice.GPU).software()).isFalse();
  }

  @Test
  void gpuWithoutAGpuSaysWhatWasLookedForAndWhatToInstall() {
    assertThatThrownBy(() -> decide(DeviceChoice.GPU))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("/dev/nvidia0")
        .hasMessageContaining("libcuda.so.1 was not found")
        .hasMessageContaining("next: install NVIDIA's driver")
        .hasMessageContaining("--device software");
  }

  @Test
  void librariesOfDifferentStacksAreNotMixed() throws IOException {
    system
        .file("/dev/nvidia0")
        .file(LIBRARIES + "libcuda.so.1")
        .file("/usr/local/cuda-12.4/lib64/libcublas.so.12")
        .file(LIBRARIES + "libcudnn.so.8");
    assertThatThrownBy(() -> decide(DeviceChoice.GPU))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("CUDA 12 with cuDNN 9: libcudnn.so.9 was not found")
        .hasMessageContaining("CUDA 11 with cuDNN 8: libcublas.so.11 was not found")
        .hasMessageContaining("next: make cuda-libs")
        .hasMessageContaining("or, for CUDA 12 with cuDNN 9, in a Python environment: pip install")
        .hasMessageContaining("nvidia-cudnn-cu12");
    system.file(LIBRARIES + "libcudnn.so.9");
    assertThat(decide(DeviceChoice.GPU).software()).isFalse();
  }

  @Test
  void librariesAreLoadedPartsFirst() throws IOException {
    gpuWithAllLibraries();
    system
        .file(LIBRARIES + "libcublasLt.so.11")
        .file(LIBRARIES + "libcudnn_ops_infer.so.8")
        .file(LIBRARIES + "libcudnn_cnn_infer.so.8");
    assertThat(new NvidiaLibraries(system.view()).found().keySet())
        .containsExactly(
            "libcuda.so.1",
            "libcublasLt.so.11",
            "libcublas.so.11",
            "libcudnn_ops_infer.so.8",
            "libcudnn_cnn_infer.so.8",
            "libcudnn.so.8");
  }

  @Test
  void theCacheStepsInForWhatTheSystemLacks() throws IOException {
    String cache = "/cache/graft/cuda-11.8-cudnn-8.6/";
    system
        .file("/dev/nvidia0")
        .file(LIBRARIES + "libcuda.so.1")
        .file(LIBRARIES + "libcublas.so.11")
        .file(cache + "libcublas.so.11")
        .file(cache + "libcudnn_ops_infer.so.8")
        .file(cache + "libcudnn.so.8");
    NvidiaLibraries libraries = new NvidiaLibraries(system.view());
    assertThat(libraries.found())
        .containsEntry("libcublas.so.11", system.path(LIBRARIES + "libcublas.so.11"))
        .containsEntry("libcudnn_ops_infer.so.8", system.path(cache + "libcudnn_ops_infer.so.8"))
        .containsEntry("libcudnn.so.8", system.path(cache + "libcudnn.so.8"));
    assertThat(decide(DeviceChoice.GPU).software()).isFalse();
  }

  @Test
  void theLoadersOrderOfSearchIsKept() throws IOException {
    system
        .file("/etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n")
        .file("/etc/ld.so.conf.d/cuda.conf", "# a comment\n/opt/configured # here\n")
        .file("/own/libx.so.1")
        .file("/opt/configured/libx.so.1")
        .file("/opt/configured/liby.so.1")
        .file("/usr/lib/x86_64-linux-gnu/libx.so.1")
        .file("/usr/local/cuda-11.8/targets/x86_64-linux/lib/libz.so.1")
        .variable("LD_LIBRARY_PATH", ":" + system.path("/own"));
    LibrarySearch search = new LibrarySearch(system.view());
    assertThat(search.find("libx.so.1")).contains(system.path("/own/libx.so.1"));
    assertThat(search.find("liby.so.1")).contains(system.path("/opt/configured/liby.so.1"));
    assertThat(search.find("libz.so.1"))
        .contains(system.path("/usr/local/cuda-11.8/targets/x86_64-linux/lib/libz.so.1"));
    assertThat(search.find("libw.so.1")).isEmpty();
  }
}
