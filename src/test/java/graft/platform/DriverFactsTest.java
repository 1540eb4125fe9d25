package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DriverFactsTest {
  @TempDir Path root;

  @Test
  void theReleaseIsReadWhereItStands() throws IOException {
    FakeSystem system = new FakeSystem(root);
    system.file("/usr/lib/wsl/lib/libcuda.so.1");
    Path library = system.path("/usr/lib/wsl/lib/libcuda.so.1");
    assertThat(DriverFacts.ofFiles(system.view(), Optional.of(library)))
        .isEqualTo(DriverFacts.unknown());
    system.file("/sys/module/nvidia/version", "570.133.20\n");
    assertThat(DriverFacts.ofFiles(system.view(), Optional.of(library)))
        .isEqualTo(new DriverFacts("570.133.20", 12080, OptionalInt.empty()));
    system.file(
        "/proc/driver/nvidia/version",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65.06  Release Build\n");
    assertThat(DriverFacts.ofFiles(system.view(), Optional.of(library)))
        .isEqualTo(new DriverFacts("580.65.06", 13000, OptionalInt.empty()));
  }
}
