package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DeviceInfo;
import graft.device.InfoOfMachine;
import graft.device.SoftwareOnly;
import graft.platform.DeviceChoice;
import graft.platform.FakeSystem;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that shows what {@code graft info} says of machines, each of which is made up here. */
@SoftwareOnly("where a GPU can be used a last line names it")
class InfoPageTest {
  private static final Path PAGE = Path.of("docs", "graft-info.md");
  private static final String SYSTEM = "/usr/lib/x86_64-linux-gnu/";
  private static final String PYTHON = "/venv/lib/python3.12/site-packages/";
  private static final int ADA = 89;
  private static final int HOPPER = 90;
  private static final int BLACKWELL = 120;

  @TempDir Path root;
  private FakeSystem system;

  @BeforeEach
  void empty() {
    system = new FakeSystem(root);
  }

  /** All but the first line, which tells versions; of a GPU that is usable not the last, either. */
  private String printed(int cuda, int capability) {
    DeviceInfo info = InfoOfMachine.of(DeviceChoice.GPU, system.facts(true, cuda, capability));
    StringWriter text = new StringWriter();
    InfoCommand.print(info, DeviceChoice.GPU, new PrintWriter(text));
    return text.toString()
        .replace(root.toString(), "")
        .replaceFirst("^graft .*\n", "")
        // Opening it fails in any case: its libraries are empty files.
        .replaceFirst("\nnot usable +(this JVM already|libcuda.so.1 cannot be loaded)(?s:.*)", "\n")
        .replaceAll("\\s+\n", "\n");
  }

  private void assertShown(String machine, int cuda, int capability) throws IOException {
    Matcher block =
        Pattern.compile(
                "^## " + Pattern.quote(machine) + "\n(?s:.*?)^```\n((?s).*?)^```",
                Pattern.MULTILINE)
            .matcher(Files.readString(PAGE));
    String shown = block.find() ? block.group(1) : "nothing";
    assertThat(printed(cuda, capability)).as(machine).isEqualTo(shown);
  }

  private FakeSystem driver(String release) throws IOException {
    return system.file("/dev/nvidia0").library(SYSTEM + "libcuda.so.1", release);
  }

  private void cuda12BySystem() throws IOException {
    String toolkit = "/usr/local/cuda-12.4/lib64/";
    system
        .library(toolkit + "libcublas.so.12", "12.4.5.8")
        .library(toolkit + "libcublasLt.so.12", "12.4.5.8")
        .library(toolkit + "libnvrtc.so.12", "12.4.127")
        .file(toolkit + "libnvrtc-builtins.so.12.4")
        .library(SYSTEM + "libcudnn.so.9", "9.1.0");
  }

  @Test
  void driver535WithCuda12() throws IOException {
    driver("535.104.05");
    cuda12BySystem();
    assertShown("Driver 535 with CUDA 12 of the system", 12020, HOPPER);
  }

  @Test
  void driver580WithAnEnvironment() throws IOException {
    driver("580.65.06");
    system
        .variable("VIRTUAL_ENV", system.path("/venv").toString())
        .file(PYTHON + "nvidia/cu13/lib/libcublas.so.13")
        .file(PYTHON + "nvidia/cu13/lib/libcublasLt.so.13")
        .file(PYTHON + "nvidia/cu13/lib/libnvrtc.so.13")
        .file(PYTHON + "nvidia/cu13/lib/libnvrtc-builtins.so.13.0")
        .file(PYTHON + "nvidia/cudnn/lib/libcudnn.so.9")
        .file(PYTHON + "nvidia_cublas-13.0.2.14.dist-info/METADATA")
        .file(PYTHON + "nvidia_cudnn_cu13-9.13.0.50.dist-info/METADATA");
    assertShown("Driver 580 with cuDNN 9 in a virtual environment", 13000, BLACKWELL);
  }

  @Test
  void driver580Alone() throws IOException {
    driver("580.65.06");
    assertShown("Driver 580 alone", 13000, HOPPER);
  }

  @Test
  void blackwellWithCuda11() throws IOException {
    driver("580.65.06");
    for (String name :
        new String[] {
          "libcublasLt.so.11",
          "libcublas.so.11",
          "libcudnn_ops_infer.so.8",
          "libcudnn_cnn_infer.so.8",
          "libcudnn_ops_train.so.8",
          "libcudnn_cnn_train.so.8",
          "libcudnn.so.8",
          "libnvrtc.so.11.2"
        }) {
      system.file("/usr/local/cuda-11.8/lib64/" + name);
    }
    assertShown("Blackwell with CUDA 11", 13000, BLACKWELL);
  }

  @Test
  void steamsDriver() throws IOException {
    system
        .file("/etc/ld.so.conf", "/usr/lib/i386-linux-gnu\n")
        .library32("/usr/lib/i386-linux-gnu/libcuda.so.1");
    driver("535.104.05");
    cuda12BySystem();
    assertShown("Steam's 32-bit driver beside the right one", 12020, HOPPER);
  }

  @Test
  void windows() throws IOException {
    system.file("/dev/dxg").file("/usr/lib/wsl/lib/libcuda.so.1");
    cuda12BySystem();
    assertShown("Windows' Linux subsystem (WSL2)", 12060, ADA);
  }

  @Test
  void none() throws IOException {
    assertShown("No NVIDIA GPU", 0, 0);
  }
}
