package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Work that fails on the device, after the call that submitted it has returned. A fault is the
 * process's, so each has one of its own.
 */
@SoftwareOnly(
    "what lies past an allocation is another's or nobody's on a GPU, and not always a fault")
class FaultTest {
  private static List<String> linesOfFault(boolean sync) throws IOException, InterruptedException {
    Process process = ChildJvm.startAlike(Map.of(), Fault.class, Boolean.toString(sync));
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }

  @Test
  void inSyncModeTheCallIsNamed() throws IOException, InterruptedException {
    assertThat(linesOfFault(true))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith(
                        "launch: cuLaunchKernel: CUDA_ERROR_ILLEGAL_ADDRESS (700) for kernel relu"
                            + " as 1 blocks of 1 threads")
                    .contains("0 bytes left at offset 100 of memory 'x' of 100 bytes")
                    .endsWith("(while it ran)"));
  }

  @Test
  void elseTheNextWaitFailsAndSaysHowToFindTheCall() throws IOException, InterruptedException {
    assertThat(linesOfFault(false))
        .contains("launch: done")
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("wait: cuStreamSynchronize: CUDA_ERROR_ILLEGAL_ADDRESS (700)")
                    .contains("an earlier asynchronous call may have failed: --sync names it"));
  }

  @Test
  void aFaultyDeviceIsClosedWithOneWarningAndTheProcessGetsNoOther()
      throws IOException, InterruptedException {
    List<String> lines = linesOfFault(false);
    List<String> closing = lines.subList(lines.indexOf("closing"), lines.indexOf("closed"));
    assertThat(closing).anyMatch(line -> line.contains("memory 'x'"));
    assertThat(closing.stream().filter(line -> line.contains("CUDA_ERROR_ILLEGAL_ADDRESS (700)")))
        .hasSize(1);
    assertThat(lines.get(lines.size() - 1))
        .startsWith("next device: cuDevicePrimaryCtxRetain: CUDA_ERROR_ILLEGAL_ADDRESS (700)");
  }
}
