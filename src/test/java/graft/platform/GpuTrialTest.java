package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A GPU tried in a child process: what a user reads of each way to fail. */
@SoftwareOnly("the failures are planted in the software device")
class GpuTrialTest {
  @TempDir Path root;
  private TriedMachine machine;

  @BeforeEach
  void start() throws IOException {
    machine = new TriedMachine(root);
  }

  @Test
  void aGpuThatComputesIsTaken() {
    assertThat(machine.auto()).isEqualTo("found: devices 1");
    assertThat(machine.gpu(Optional.empty())).isEmpty();
  }

  /** One line under auto; the same after the same words where the GPU is asked for. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cuDevicePrimaryCtxRetain=2|opening the device failed: cuDevicePrimaryCtxRetain:"
            + " CUDA_ERROR_OUT_OF_MEMORY (2) for the device: its memory is taken by other processes,"
            + " which nvidia-smi lists; --gpu takes another card",
        "cuDevicePrimaryCtxRetain=46|opening the device failed: cuDevicePrimaryCtxRetain:"
            + " CUDA_ERROR_DEVICE_UNAVAILABLE (46) for the device: another process has it in"
            + " exclusive mode: end that process, which nvidia-smi lists, or let it be shared with"
            + " nvidia-smi -c DEFAULT; --gpu takes another card",
        "cudnnConvolutionForward=9|computing a convolution failed: cudnnConvolutionForward:"
            + " CUDNN_STATUS_NOT_SUPPORTED (9) for x [2,8,8,4], w [8,3,3,4], y [2,8,8,8], stride"
            + " 1x1, padding 1x1",
        "cudnnConvolutionForward=3007|computing a convolution failed: cudnnConvolutionForward:"
            + " CUDNN_STATUS_NOT_SUPPORTED_ARCH_MISMATCH (3007) for x [2,8,8,4], w [8,3,3,4], y"
            + " [2,8,8,8], stride 1x1, padding 1x1",
        "cudnnConvolutionForward=wrong|computing a convolution failed: wrong numbers: y[0] is -20.0,"
            + " expected -21.0",
        "cublasSgemm_v2=wrong|computing a matrix product failed: wrong numbers: c[0] is -3.0,"
            + " expected -4.0",
        "cudnnConvolutionForward=crash|computing a convolution crashed (SIGSEGV in libc.so.6)",
        "cuGraphLaunch=crash|launching a captured graph crashed (SIGSEGV in libc.so.6)",
        "cuInit=crash|asking the driver crashed (SIGSEGV in libc.so.6)",
        "cuInit=802|cuInit: CUDA_ERROR_SYSTEM_NOT_READY (802): the machine's GPUs are not yet set"
            + " up: start nvidia-fabricmanager, of the driver's version",
        "cuInit=803|cuInit: CUDA_ERROR_SYSTEM_DRIVER_MISMATCH (803): the driver's library and its"
            + " kernel module are of different versions: reboot after an update of the driver",
        "cuInit=804|cuInit: CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE (804): the forward"
            + " compatibility package is for data centre cards: remove the compat folder from"
            + " LD_LIBRARY_PATH, or update the driver",
        "cuInit=999|cuInit: CUDA_ERROR_UNKNOWN (999): often after a suspend: sudo modprobe -r"
            + " nvidia_uvm && sudo modprobe nvidia_uvm, or reboot",
      })
  void eachFailureHasItsLine(String planted, String line) {
    machine.failing(planted);
    DeviceSelection.Facts facts = machine.facts(false, false);
    DeviceSelection selection = DeviceSelection.decide(DeviceChoice.AUTO, facts);
    String gpu = "an NVIDIA GPU is there (" + machine.system.path("/dev/nvidia0") + "), but ";
    assertThat(selection).isEqualTo(new DeviceSelection(true, gpu + line));
    assertThat(GpuSearch.of(facts, Optional.empty()).obstacle()).contains(line);
    assertThatThrownBy(() -> DeviceSelection.decide(DeviceChoice.GPU, facts))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessage(gpu + line);
    assertThat(machine.remembered())
        .as("of a trial that failed nothing is remembered")
        .noneMatch(file -> file.getFileName().toString().startsWith("trial"));
  }

  /** As in a container that lacks the driver's compiler of PTX. */
  @Test
  void kernelsThatDoNotSuitAreToBeCompiled() {
    machine.failing("cuModuleLoadData=221");
    assertThat(machine.auto())
        .contains(
            "but opening the device failed: cuModuleLoadData: CUDA_ERROR_JIT_COMPILER_NOT_FOUND"
                + " (221) for Graft's kernels of nvcc on Graft software device (compute 7.5,")
        .endsWith("; " + KernelImage.compilerFix());
  }

  @ParameterizedTest
  @CsvSource({"cuInit, asking the driver", "cudnnConvolutionForward, computing a convolution"})
  void aChildThatHangsIsKilled(String function, String step) {
    machine.failing(function + "=hang");
    // As long as a busy machine may take to get so far.
    assertThat(TriedMachine.limited(10, machine::auto))
        .endsWith(", but " + step + " gave no answer in 10 s");
    assertThat(ProcessHandle.current().descendants().flatMap(p -> p.info().commandLine().stream()))
        .noneMatch(line -> line.contains(root.toString()));
  }

  @Test
  void whereALibraryCannotBeLoadedTheNextOfItsNameIsTaken() throws IOException {
    machine.system.file("/first/libcublas.so.11").file("/first/libcudnn.so.8");
    machine.libraryPath(machine.system.path("/first").toString());
    GpuSearch search = GpuSearch.of(machine.facts(false, false), Optional.empty());
    assertThat(search.obstacle()).isEmpty();
    assertThat(search.libraries().candidates())
        .filteredOn(candidate -> candidate.path().startsWith(machine.system.path("/first")))
        .extracting(Candidate::verdict)
        .hasSize(2)
        .allMatch(verdict -> verdict.startsWith("skipped: it cannot be loaded: "))
        .allMatch(verdict -> verdict.endsWith(": file too short"));
    assertThat(TriedMachine.withoutChildren(machine::auto))
        .as("the next start knows them")
        .isEqualTo("found: devices 1");
  }

  @Test
  void aDriverThatCannotBeLoadedIsSkippedToo() throws IOException {
    machine.system.file("/first/libcuda.so.1");
    machine.libraryPath(machine.system.path("/first").toString());
    assertThat(machine.auto()).isEqualTo("found: devices 1");
  }

  @Test
  void whereNoLibraryOfANameCanBeLoadedThatIsSaid() throws IOException {
    machine
        .system
        .file("/only/libcublas.so.11")
        .file("/only/libcudnn.so.8")
        .variable("LD_LIBRARY_PATH", machine.system.path("/only").toString());
    Files.createSymbolicLink(
        machine.system.path("/only/libcuda.so.1"), GpuStandIn.libraries().resolve("libcuda.so.1"));
    Path blas = machine.system.path("/only/libcublas.so.11");
    assertThat(machine.auto())
        .contains("no libcublas.so.11 suits (" + blas + " skipped: it cannot be loaded: ")
        .contains("; --device gpu says how to use it")
        .hasLineCount(1);
    assertThat(machine.gpu(Optional.empty()))
        .contains(blas + " skipped: it cannot be loaded: ")
        .contains("next: make cuda-libs");
  }

  /** A child with these would not start, or say things that are no answers. */
  @Test
  void optionsForEveryJvmAreKeptFromIt() {
    for (String variable : List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")) {
      machine.system.variable(variable, "-Xmx2m -XX:NoSuchOption");
    }
    machine.system.variable("CLASSPATH", "/nowhere");
    assertThat(machine.auto()).isEqualTo("found: devices 1");
  }

  @Test
  void aCardIsAskedForByNumberOrUuid() {
    String uuid = "GPU-67726166-742d-736f-6674-776172652d30";
    for (String name : List.of("0", uuid, "GPU-6772", "gpu-67726166-742D")) {
      assertThat(machine.gpu(Optional.of(name))).as(name).isEmpty();
    }
    assertThat(machine.gpu(Optional.of("1")))
        .startsWith("no GPU is named 1; there are 0: Graft software device (compute 7.5, ")
        .contains(" free, " + uuid);
    assertThat(machine.gpu(Optional.of("GPU-99"))).startsWith("no GPU is named GPU-99; there are ");
  }
}
