package graft.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTextTest {
  @TempDir private Path root;

  @Test
  void tellsWhatTheDriverSaysOfItself() throws IOException {
    write("dev/nvidia0", "");
    write("proc/driver/nvidia/version", "NVRM version: 535.104.05\n");
    write("proc/driver/nvidia/gpus/0000:01:00.0/information", "Model: NVIDIA T4\n");
    write("proc/modules", "nvidia_uvm 1 0\nsecret_module 1 0\n");

    assertThat(MachineText.of(root, Map.of("CUDA_VISIBLE_DEVICES", "MIG-1", "HOME", "/x")))
        .contains(
            "CUDA_VISIBLE_DEVICES=MIG-1\n",
            " nvidia0\n",
            "/proc/driver/nvidia/version\nNVRM version: 535.104.05\n",
            "/proc/driver/nvidia/gpus/0000:01:00.0/information\nModel: NVIDIA T4\n",
            "nvidia_uvm 1 0\n",
            "/sys/module/nvidia/version\n[not there]\n")
        .doesNotContain("HOME", "secret_module");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
