package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChildJvm;
import graft.device.ComputeOnStack;
import graft.device.OpenDevice;
import graft.device.StartGpu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** Children and all: at the second start there are none, since their limit is over at once. */
  @Test
  void aGpuIsTriedAtTheFirstStart() throws IOException, InterruptedException {
    Files.write(build().resolve("graft-kernels.fatbin"), KernelImage.forSoftware());
    String libraries = GpuStandIn.libraries().toString();
    assertThat(run(StartGpu.class, folder.toString(), libraries))
        .contains("opened false, found: devices 1");
    Process second =
        start(List.of("-Dgraft.probe.seconds=0"), StartGpu.class, folder.toString(), libraries);
    assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("opened false, found: devices 1");
    Process off = start(List.of("-Dgraft.probe=off"), StartGpu.class, folder.toString(), libraries);
    assertThat(new String(off.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("opened false, found: not asked");
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

  /**
   * JCuda's natives made to ask for the libraries of later stacks, loaded and called: those are the
   * software device's under such names, whose symbols have such versions.
   */
  @ParameterizedTest
  @CsvSource({
    "12020, libcublas.so.12, libcudnn.so.9, cuda12",
    "13000, libcublas.so.13, libcudnn.so.9, cuda13",
    "11080, libcublas.so.11, libcudnn.so.8, ''"
  })
  void eachStackIsComputedWith(int cuda, String blas, String dnn, String copies)
      throws IOException, InterruptedException {
    Files.write(build().resolve("graft-kernels.fatbin"), KernelImage.forSoftware());
    List<String> output =
        run(ComputeOnStack.class, folder.toString(), stackPath(), String.valueOf(cuda));
    assertThat(output)
        .contains("product [7.0, 10.0, 15.0, 22.0, 1.0, 0.0, 0.0, 0.0, 1.0]")
        .contains("convolution 285.0")
        .anyMatch(
            line ->
                line.matches(
                    "libraries .libcuda.so.1, " + blas + ",( libnvrtc.so.1[23],)? " + dnn + "."));
    List<String> mapped =
        output.stream().filter(line -> line.startsWith("mapped ")).sorted().toList();
    assertThat(mapped)
        .as("and of no other stack")
        .hasSize(5)
        .anyMatch(line -> line.endsWith("/" + blas))
        .anyMatch(line -> line.endsWith("/" + dnn));
    String natives =
        copies.isEmpty()
            ? Path.of(System.getProperty("graft.jcuda.dir")).toString()
            : folder + "/cache/graft/native/jcuda-" + copies + "-11.7.0-";
    assertThat(mapped)
        .filteredOn(line -> line.contains("/libJC"))
        .hasSize(3)
        .allMatch(line -> line.startsWith("mapped " + natives));
  }

  @ParameterizedTest
  @CsvSource({"12020, 12.3", "13000, 13.3"})
  void theCompilerOfEachStackIsBound(int cuda, String version)
      throws IOException, InterruptedException {
    assertThat(run(CompilerOnStack.class, folder.toString(), stackPath(), String.valueOf(cuda)))
        .containsExactly(version);
  }

  /** The software device under the names of all stacks. */
  private static String stackPath() {
    Path stacks = Path.of("target/test-native/stacks").toAbsolutePath();
    return stacks.resolve("../../native/x86-64").normalize() + ":" + stacks;
  }

  @Test
  void aLibraryPathWithUnchangedNativesIsRefused() throws IOException, InterruptedException {
    Files.write(build().resolve("graft-kernels.fatbin"), KernelImage.forSoftware());
    String natives = System.getProperty("graft.jcuda.dir");
    Process child =
        start(
            List.of("-Djava.library.path=" + natives),
            ComputeOnStack.class,
            folder.toString(),
            stackPath(),
            "12020");
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).isNotZero();
    assertThat(output)
        .contains(natives + "/libJC")
        .contains("of -Djava.library.path is for CUDA 11")
        .contains("start Java without that option");
  }

  private Path build() throws IOException {
    return Files.createDirectories(folder.resolve("build"));
  }

  private List<String> openOnMachine() throws IOException, InterruptedException {
    return run(OpenDevice.class, folder.toString(), GpuStandIn.libraries().toString());
  }

  private List<String> run(Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Process child = start(List.of(), main, arguments);
    List<String> output =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(child.waitFor()).as(output.toString()).isZero();
    return output;
  }

  private Process start(List<String> more, Class<?> main, String... arguments) throws IOException {
    new FakeSystem(folder).file("/dev/nvidia0");
    List<String> options = new ArrayList<>(more);
    options.add("-Dgraft.jcuda.dir=" + System.getProperty("graft.jcuda.dir"));
    options.add("-Dgraft.native.dir=" + build());
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Process child = ChildJvm.start(Map.of(), options, main, arguments);
    child.getOutputStream().close();
    return child;
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
