package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A small network trains on the software device as CUDA 12 with cuDNN 9, found in the place of a
 * GPU's libraries and with JCuda's natives retargeted, as it does as CUDA 11 with cuDNN 8.
 */
@SoftwareOnly("it puts the software device in a GPU's place")
class LaterStackTest {
  private static final String FUSED_CALL = "cudnnConvolutionBiasActivationForward";
  private static List<String> first = List.of();

  @BeforeAll
  static void trainOnTheFirst() throws IOException, InterruptedException {
    first = train("11", Map.of());
  }

  @Test
  void trainsToTheSameBits() throws IOException, InterruptedException {
    List<String> later = train("12", Map.of());
    assertThat(first)
        .contains("libraries [libcuda.so.1, libcublas.so.11, libcudnn.so.8]")
        .contains("versions {driver=11.8, cuBLAS=11.11.3, cuDNN=8.6.0, JCuda=11.7.0}");
    assertThat(later)
        .anyMatch(
            line -> line.matches("libraries .libcuda.so.1, libcublas.so.12,.* libcudnn.so.9."))
        .anyMatch(line -> line.matches("versions .*, cuBLAS=12.6.3, cuDNN=9.5.1, JCuda=11.7.0."));
    assertThat(planned(later)).isEqualTo(planned(first)).anyMatch(line -> line.contains("(fused)"));
    assertThat(trained(later)).isEqualTo(trained(first));
  }

  @Test
  void trainsToTheSameBitsUnderTheNamesOfTheFirst() throws IOException, InterruptedException {
    List<String> later = train("11", Map.of("GRAFT_SOFTWARE_CUDNN", "9"));
    assertThat(later)
        .contains("libraries [libcuda.so.1, libcublas.so.11, libcudnn.so.8]")
        .contains("versions {driver=12.6, cuBLAS=12.6.3, cuDNN=9.5.1, JCuda=11.7.0}");
    assertThat(trained(later)).isEqualTo(trained(first));
  }

  /** The bias is then added by another call. */
  @ParameterizedTest
  @CsvSource({"11, 9", "12, 3000"})
  void goesOnWhereCudnnRefusesTheFusedCall(String stack, String status)
      throws IOException, InterruptedException {
    List<String> output = train(stack, refusing("fused", status));
    assertThat(output)
        .contains("refused " + FUSED_CALL)
        .anyMatch(line -> line.contains(FUSED_CALL + " is not supported for x ["));
    assertThat(trained(output)).isEqualTo(trained(first));
  }

  @ParameterizedTest
  @CsvSource({"11, 9", "12, 3004"})
  void plansWithoutTheFusedCallWhereCudnnKnowsNoWorkspaceForIt(String stack, String status)
      throws IOException, InterruptedException {
    List<String> output = train(stack, refusing("workspace", status));
    assertThat(output).contains("refused cudnnGetConvolutionForwardWorkspaceSize");
    assertThat(planned(output))
        .anyMatch(line -> line.contains("forward with bias in two calls"))
        .noneMatch(line -> line.contains("(fused)"));
    assertThat(trained(output)).isEqualTo(trained(first));
  }

  private static Map<String, String> refusing(String what, String status) {
    Path library = Path.of("target", "test-native", "libgraft-refuse-" + what + ".so");
    return Map.of("LD_PRELOAD", library.toAbsolutePath().toString(), "GRAFT_TEST_REFUSAL", status);
  }

  private static List<String> planned(List<String> output) {
    return output.stream().filter(line -> line.startsWith("planned ")).toList();
  }

  private static List<String> trained(List<String> output) {
    List<String> trained = output.stream().filter(line -> line.startsWith("trained ")).toList();
    assertThat(trained).as(output.toString()).hasSizeGreaterThan(8);
    return trained;
  }

  private static List<String> train(String stack, Map<String, String> environment)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    for (String name : List.of("graft.jcuda.dir", "graft.native.dir")) {
      options.add("-D" + name + "=" + System.getProperty(name));
    }
    options.add("-Dgraft.test.device=gpu");
    options.add("-Dgraft.test.stand-in=true");
    options.add("-Dgraft.test.stack=" + stack);
    // The later stack's are built for one instruction set.
    options.add("-Dgraft.isa=x86-64");
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    Process child = ChildJvm.start(environment, options, TrainOnStack.class);
    child.getOutputStream().close();
    List<String> output =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(child.waitFor()).as(output.toString()).isZero();
    return output;
  }
}
