package graft.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import graft.platform.Candidate;
import graft.platform.LibraryInfo;
import graft.platform.MachineInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineCheckTest {
  @Test
  void tellsTheStackTheLibrariesAndWhatWasLookedAt() {
    MachineInfo machine =
        new MachineInfo(
            Optional.of(Path.of("/dev/nvidia0")),
            List.of("CUDA 12.4"),
            List.of(new LibraryInfo("cuDNN", "libcudnn.so.9", true, "", Optional.empty())),
            List.of("CUDA 13 with cuDNN 9 needs a driver", "CUDA 12 with cuDNN 9: taken"),
            List.of(new Candidate(Path.of("/lib32/libcuda.so.1"), false, "skipped: 32 bits")),
            "a fat binary of nvcc",
            Optional.of("pip install it"));

    Outcome outcome = new MachineCheck(machine).outcome();

    assertThat(outcome.found())
        .isEqualTo("CUDA 12 with cuDNN 9: taken; GPU kernels: a fat binary of nvcc");
    assertThat(outcome.tables().stream().flatMap(table -> table.rows().stream()))
        .containsExactly(
            List.of("GPU", "/dev/nvidia0"),
            List.of("driver says", "CUDA 12.4"),
            List.of("stack", "CUDA 13 with cuDNN 9 needs a driver"),
            List.of("stack", "CUDA 12 with cuDNN 9: taken"),
            List.of("what comes next", "pip install it"),
            List.of("cuDNN", "libcudnn.so.9", "", "MISSING"),
            List.of("/lib32/libcuda.so.1", "skipped: 32 bits"));
  }
}
