package graft.device.software;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** GRAFT_CHECK finds each planted fault, and nothing in sound work. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SoftwareOnly("it tests the software device")
class CheckTest {
  private static final String FINDING = "graft: check: ";
  private static final String ENDED = " ended with ";

  private final Map<String, Map<String, String>> outputs = new HashMap<>();

  /** What the cases wrote, by name, each with the line of its status at the end. */
  private Map<String, String> outputUnder(String setting) {
    return outputs.computeIfAbsent(
        setting,
        name -> {
          Map<String, String> outputOf = new HashMap<>();
          StringBuilder lines = new StringBuilder();
          for (String line : run(name).lines().toList()) {
            lines.append(line).append('\n');
            if (line.contains(ENDED)) {
              outputOf.put(line.substring(0, line.indexOf(ENDED)), lines.toString());
              lines.setLength(0);
            }
          }
          return outputOf;
        });
  }

  private static String run(String setting) {
    try {
      Process process =
          ChildJvm.startAlike(
              Map.of("GRAFT_CHECK", setting, "GRAFT_FAULTS", "context"), CheckProgram.class);
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return output;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("graft.device.software.PlantedFaults#all")
  void aPlantedFaultIsFoundAndFailsTheContext(CheckCase fault) {
    assertThat(outputUnder("memory,race").get(fault.name()))
        .containsOnlyOnce(FINDING)
        .contains(FINDING + fault.subject())
        .contains(fault.finding())
        .endsWith(fault.name() + ENDED + fault.status() + "\n");
  }

  @ParameterizedTest
  @MethodSource("graft.device.software.SoundWork#all")
  void soundWorkPasses(CheckCase sound) {
    assertThat(outputUnder("memory,race").get(sound.name()))
        .isEqualTo(sound.name() + ENDED + "0\n");
  }

  @ParameterizedTest
  @MethodSource("graft.device.software.PlantedFaults#all")
  void oneCheckAloneFindsItsOwn(CheckCase fault) {
    String output = outputUnder(fault.check()).get(fault.name());
    assertThat(output).contains(fault.finding()).endsWith(ENDED + fault.status() + "\n");
  }

  @Test
  void anUnknownCheckIsNamed() {
    assertThat(run("memory,speed"))
        .contains("GRAFT_CHECK: found 'memory,speed', expected memory, race or memory,race");
  }
}
