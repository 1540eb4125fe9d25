package graft.device.software;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * What only a new process shows: the bound on memory from the environment, the word on stderr about
 * what is missing, and the first use of a library.
 */
@SoftwareOnly("it tests the software device")
class DriverProgramTest {
  @Test
  void boundsItsMemoryAndNamesWhatItLacks() throws IOException, InterruptedException {
    String output = output();
    assertThat(output).contains("total 67108864, too much 2, array 801 801");
    assertThat(output)
        .containsOnlyOnce("graft: the software device does not implement cuArrayCreate");
  }

  /** 13 is CUBLAS_STATUS_EXECUTION_FAILED, 901 CUDA_ERROR_STREAM_CAPTURE_INVALIDATED. */
  @Test
  void librariesDoNotLoadTheirCodeDuringACapture() throws IOException, InterruptedException {
    assertThat(output()).contains("captured 13 901, run 0, captured 0 0");
  }

  private static String output() throws IOException, InterruptedException {
    Process process =
        ChildJvm.startAlike(Map.of("GRAFT_SOFTWARE_MEMORY", "64M"), DriverProgram.class);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }
}
