package graft.device.software;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operands outside live device memory: the call succeeds, since a launch is asynchronous; the
 * context then has CUDA_ERROR_ILLEGAL_ADDRESS (700) for good. Each in a JVM of its own, for that.
 */
@SoftwareOnly("it tests the software device")
class DeadOperandsTest {
  @ParameterizedTest
  @ValueSource(strings = {"freed", "beyond", "kernel", "dnn"})
  void endInAStickyError(String how) throws IOException, InterruptedException {
    assertStatuses(how, 700);
  }

  /** A barrier that half of a block never reaches is CUDA_ERROR_LAUNCH_FAILED, not a hang. */
  @Test
  void brokenBarrierFailsTheContext() throws IOException, InterruptedException {
    assertStatuses("barrier", 719);
  }

  private static void assertStatuses(String how, int sticky)
      throws IOException, InterruptedException {
    Process process = ChildJvm.startAlike(Map.of(), DeadOperands.class, how);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    // The call after it fails: 8 is CUDNN_STATUS_EXECUTION_FAILED.
    assertThat(output).contains("statuses 0 " + sticky + " 8");
    assertThat(process.exitValue()).isZero();
  }
}
