package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which libraries are taken on made-up machines, and what is said of the others. */
class NvidiaLibrariesTest {
  private static final String SYSTEM = "/usr/lib/x86_64-linux-gnu/";
  private static final String PYTHON = "/venv/lib/python3.12/site-packages/";
  private static final int HOPPER = 90;
  private static final int BLACKWELL = 120;

  @TempDir Path root;
  private FakeSystem system;

  @BeforeEach
  void empty() {
    system = new FakeSystem(root);
  }

  private NvidiaLibraries byFiles() {
    return new NvidiaLibraries(system.view());
  }

  /** After the driver said which CUDA it supports, and of which compute capability the card is. */
  private NvidiaLibraries asked(int cuda, int capability) {
    return byFiles().with(FakeSystem.driver(cuda, capability));
  }

  private FakeSystem driver(String release) throws IOException {
    return system.file("/dev/nvidia0").library(SYSTEM + "libcuda.so.1", release);
  }

  private void cuda12BySystem() throws IOException {
    system
        .library("/usr/local/cuda-12.4/lib64/libcublas.so.12", "12.4.5.8")
        .library("/usr/local/cuda-12.4/lib64/libcublasLt.so.12", "12.4.5.8")
        .library("/usr/local/cuda-12.4/lib64/libnvrtc.so.12", "12.4.127")
        .file("/usr/local/cuda-12.4/lib64/libnvrtc-builtins.so.12.4")
        .library(SYSTEM + "libcudnn.so.9", "9.1.0");
  }

  private void cuda13InAnEnvironment() throws IOException {
    system
        .variable("VIRTUAL_ENV", system.path("/venv").toString())
        .file(PYTHON + "nvidia/cu13/lib/libcublas.so.13")
        .file(PYTHON + "nvidia/cu13/lib/libcublasLt.so.13")
        .file(PYTHON + "nvidia/cu13/lib/libnvrtc.so.13")
        .file(PYTHON + "nvidia/cu13/lib/libnvrtc-builtins.so.13.0")
        .file(PYTHON + "nvidia/cudnn/lib/libcudnn.so.9")
        .file(PYTHON + "nvidia_cublas-13.0.2.14.dist-info/METADATA")
        .file(PYTHON + "nvidia_cudnn_cu13-9.13.0.50.dist-info/METADATA");
  }

  private void cuda11InTheCache() throws IOException {
    for (String name : LibraryCache.required(CudaStack.CUDA_11)) {
      system.file("/cache/graft/cuda-11.8-cudnn-8.6/" + name);
    }
  }

  private String verdict(NvidiaLibraries libraries, String path) {
    return libraries.candidates().stream()
        .filter(candidate -> candidate.path().equals(system.path(path)))
        .map(Candidate::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void driver535TakesTheCuda12OfTheSystem() throws IOException {
    driver("535.104.05");
    cuda12BySystem();
    cuda11InTheCache();
    NvidiaLibraries libraries = asked(12020, HOPPER);
    assertThat(libraries.stack()).contains(CudaStack.CUDA_12);
    assertThat(libraries.obstacle()).isEmpty();
    assertThat(libraries.fix()).isEmpty();
    assertThat(libraries.found().keySet())
        .as("parts first, NVRTC before cuDNN, which opens it by name")
        .containsExactly(
            "libcuda.so.1",
            "libcublasLt.so.12",
            "libcublas.so.12",
            "libnvrtc-builtins.so.12.4",
            "libnvrtc.so.12",
            "libcudnn.so.9");
    assertThat(libraries.verdicts())
        .containsExactly(
            "CUDA 13 with cuDNN 9 needs a driver of release 580 or newer: this one is 535.104.05",
            "CUDA 12 with cuDNN 9: taken",
            "CUDA 11 with cuDNN 8: could be used, a newer one is taken");
    assertThat(libraries.describe())
        .extracting(LibraryInfo::version)
        .containsExactly("535.104.05", "12.4.5.8", "12.4.5.8", "9.1.0", "12.4", "12.4.127");
  }

  @Test
  void driver580TakesTheCuda13OfAnActiveEnvironment() throws IOException {
    driver("580.65.06");
    cuda12BySystem();
    cuda13InAnEnvironment();
    NvidiaLibraries libraries = asked(13000, BLACKWELL);
    assertThat(libraries.stack()).contains(CudaStack.CUDA_13);
    assertThat(libraries.found())
        .containsEntry("libcudnn.so.9", system.path(PYTHON + "nvidia/cudnn/lib/libcudnn.so.9"))
        .containsKey("libnvrtc-builtins.so.13.0");
    assertThat(libraries.describe())
        .extracting(LibraryInfo::version)
        .as("of Python packages from their descriptions")
        .startsWith("580.65.06", "13.0.2.14", "13.0.2.14", "9.13.0.50");
  }

  /** As in images of containers with PyTorch, which set the path alone. */
  @Test
  void theEnvironmentOfThePythonOnThePathIsFound() throws IOException {
    driver("580.65.06");
    cuda13InAnEnvironment();
    system.file("/venv/bin/python3").variable("VIRTUAL_ENV", "");
    assertThat(system.path("/venv/bin/python3").toFile().setExecutable(true)).isTrue();
    system.variable("PATH", "bin:" + system.path("/usr/bin") + ":" + system.path("/venv/bin"));
    assertThat(asked(13000, BLACKWELL).stack()).contains(CudaStack.CUDA_13);

    system.file("/usr/bin/python3");
    assertThat(system.path("/usr/bin/python3").toFile().setExecutable(true)).isTrue();
    assertThat(asked(13000, BLACKWELL).stack())
        .as("of another one before it on the path nothing is known")
        .isEmpty();
  }

  /** Whose cuDNN it is tells its package: both have one SONAME. */
  @Test
  void aCudnnForAnotherCudaIsNotTaken() throws IOException {
    driver("580.65.06");
    cuda13InAnEnvironment();
    system.file(SYSTEM + "libcudnn.so.9").file("/var/lib/dpkg/info/libcudnn9-cuda-12.list", "");
    NvidiaLibraries libraries = asked(13000, HOPPER);
    assertThat(libraries.stack()).contains(CudaStack.CUDA_13);
    assertThat(libraries.found())
        .containsEntry("libcudnn.so.9", system.path(PYTHON + "nvidia/cudnn/lib/libcudnn.so.9"));
    assertThat(libraries.candidates())
        .contains(
            Candidate.skipped(
                system.path("/usr/lib/x86_64-linux-gnu/libcudnn.so.9"),
                "it is a cuDNN for CUDA 12, not 13"));
  }

  @Test
  void driver580AloneIsToldWhatToInstall() throws IOException {
    driver("580.65.06");
    NvidiaLibraries libraries = asked(13000, HOPPER);
    assertThat(libraries.stack()).isEmpty();
    assertThat(libraries.obstacle())
        .contains("libcublas.so.13 was not found, libcudnn.so.9 was not found");
    assertThat(libraries.fix()).contains("make cuda-libs (or java -jar graft.jar cuda-libs)");
    assertThat(libraries.report())
        .contains(
            "CUDA 13 with cuDNN 9: libcublas.so.13 was not found, libcudnn.so.9 was not found",
            "nvidia-cudnn-cu13",
            "nvidia-cudnn-cu12");
  }

  @Test
  void blackwellWithCuda11IsRefusedBeforeADownload() throws IOException {
    driver("580.65.06");
    cuda11InTheCache();
    assertThat(byFiles().stack()).as("by files alone").contains(CudaStack.CUDA_11);
    NvidiaLibraries libraries = asked(13000, BLACKWELL);
    assertThat(libraries.stack()).isEmpty();
    String why =
        "CUDA 11 with cuDNN 8 has no code for the card: it is of compute 12.0, and these libraries"
            + " serve 3.5 to 9.0";
    assertThat(libraries.verdicts()).contains(why);
    assertThat(libraries.fix()).contains("make cuda-libs (or java -jar graft.jar cuda-libs)");
    assertThat(libraries.report())
        .contains(
            "next: make cuda-libs", "or, for CUDA 13 with cuDNN 9, in a Python environment: pip");
  }

  @Test
  void blackwellWantsCuda12Dot8AndCudnn9Dot7() throws IOException {
    driver("570.86.10");
    cuda12BySystem();
    NvidiaLibraries libraries = asked(12080, BLACKWELL);
    assertThat(libraries.stack()).isEmpty();
    assertThat(verdict(libraries, "/usr/local/cuda-12.4/lib64/libcublas.so.12"))
        .isEqualTo(
            "skipped: it is of version 12.4.5.8, and a card of compute 12.0 needs 12.8 or newer");
    assertThat(libraries.candidates())
        .contains(
            Candidate.skipped(
                system.path(SYSTEM + "libcudnn.so.9"),
                "it is of version 9.1.0, and a card of compute 12.0 needs 9.7 or newer"));
    system
        .library("/usr/local/cuda-12.8/lib64/libcublas.so.12", "12.8.3.14")
        .library("/opt/cuda/lib64/libcudnn.so.9", "9.10.2");
    assertThat(asked(12080, BLACKWELL).stack()).contains(CudaStack.CUDA_12);
    assertThat(asked(12040, BLACKWELL).verdicts().get(1))
        .contains(
            "needs a driver of release 570.26 (CUDA 12.8) or newer for a card of compute 12.0");
  }

  @Test
  void aCardOlderThanTuringTakesCuda11() throws IOException {
    driver("580.65.06");
    cuda12BySystem();
    cuda11InTheCache();
    assertThat(asked(13000, 70).stack()).contains(CudaStack.CUDA_11);
    assertThat(asked(13000, 75).stack()).contains(CudaStack.CUDA_12);
  }

  @Test
  void steams32BitDriverAndForeignOnesAreSkipped() throws IOException {
    system
        .file("/etc/ld.so.conf", "/usr/lib/steam\n/usr/lib/arm\n/usr/lib/text\n")
        .library("/usr/lib/steam/libcuda.so.1", 1, 3)
        .library("/usr/lib/arm/libcuda.so.1", 2, 183)
        .file("/usr/lib/text/libcuda.so.1", "INPUT(libcuda.so)")
        .library(SYSTEM + "libcuda.so.1", "535.104.05")
        .library("/usr/lib/wsl/lib/libcuda.so.1", "1.1");
    NvidiaLibraries libraries = byFiles();
    assertThat(libraries.driver()).contains(system.path(SYSTEM + "libcuda.so.1"));
    assertThat(verdict(libraries, "/usr/lib/steam/libcuda.so.1"))
        .isEqualTo("skipped: it is a 32-bit library");
    assertThat(verdict(libraries, "/usr/lib/arm/libcuda.so.1"))
        .isEqualTo("skipped: it is for aarch64, not x86-64");
    assertThat(verdict(libraries, "/usr/lib/text/libcuda.so.1"))
        .isEqualTo("skipped: it is no library (no ELF file)");
    assertThat(verdict(libraries, SYSTEM + "libcuda.so.1")).isEqualTo("suits this machine");
    assertThat(verdict(libraries, "/usr/lib/wsl/lib/libcuda.so.1")).endsWith(" is preferred");
  }

  @Test
  void a32BitCublasIsSkippedAndTheNextTried() throws IOException {
    driver("535.104.05");
    cuda12BySystem();
    system
        .library("/first/libcublas.so.12", 1, 3)
        .variable("LD_LIBRARY_PATH", system.path("/first").toString());
    NvidiaLibraries libraries = asked(12020, HOPPER);
    assertThat(libraries.found())
        .containsEntry(
            "libcublas.so.12", system.path("/usr/local/cuda-12.4/lib64/libcublas.so.12"));
    assertThat(verdict(libraries, "/first/libcublas.so.12"))
        .isEqualTo("skipped: it is a 32-bit library");
  }

  @Test
  void a32BitDriverAloneIsNone() throws IOException {
    system.file("/dev/nvidia0").library("/usr/lib/libcuda.so.1", 1, 3);
    String path = system.path("/usr/lib/libcuda.so.1").toString();
    assertThat(byFiles().obstacle())
        .contains("no libcuda.so.1 suits (" + path + " skipped: it is a 32-bit library)");
    assertThat(byFiles().fix().orElseThrow()).startsWith("install NVIDIA's driver");
  }

  @Test
  void onWindowsTheDriverItselfIsAsked() throws IOException {
    system.file("/dev/dxg").library("/usr/lib/wsl/lib/libcuda.so.1", "1.1");
    cuda12BySystem();
    assertThat(byFiles().stack()).as("nothing rules it out").contains(CudaStack.CUDA_12);
    assertThat(asked(12060, 89).stack()).contains(CudaStack.CUDA_12);
    assertThat(asked(11060, 89).verdicts().get(1))
        .isEqualTo(
            "CUDA 12 with cuDNN 9 needs a driver of release 525 or newer: this one supports CUDA"
                + " 11.6");
  }

  @Test
  void withoutAnythingTheDriverComesFirst() {
    NvidiaLibraries libraries = byFiles();
    assertThat(libraries.obstacle()).contains("libcuda.so.1 was not found");
    assertThat(libraries.candidates()).isEmpty();
    assertThat(libraries.fix().orElseThrow()).startsWith("install NVIDIA's driver");
  }

  @Test
  void aDriverTooOldForAnyIsToBeReplaced() throws IOException {
    system
        .file("/usr/lib/wsl/lib/libcuda.so.1")
        .file(
            "/proc/driver/nvidia/version",
            "NVRM version: NVIDIA UNIX x86_64 Kernel Module  418.226.00  Sun Mar 21\nGCC 9\n");
    NvidiaLibraries libraries = byFiles();
    assertThat(libraries.obstacle().orElseThrow())
        .contains("needs a driver of release 450 or newer: this one is 418.226.00");
    assertThat(libraries.fix().orElseThrow()).startsWith("install NVIDIA's driver");
  }
}
