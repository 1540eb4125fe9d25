package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service opens devices and networks for months. */
class OpenOftenTest {
  @Test
  @SoftwareOnly("the memory of the GPU's driver is not ours")
  void openingAndClosingCostsNoMemory() throws IOException, InterruptedException {
    Process child =
        ChildJvm.startAlike(
            Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Xms64m -Xmx64m -XX:+AlwaysPreTouch -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                "GRAFT_THREADS",
                "1",
                "GRAFT_CHECK", // which remembers what was freed
                ""),
            OpenOften.class,
            "400");
    String output =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(child.waitFor()).as(output).isZero();
    String bytes = output.lines().reduce("", (before, line) -> line);
    assertThat(bytes).startsWith("bytes an open: ");
    assertThat(Long.parseLong(bytes.replaceAll(".* ", ""))).as(output).isLessThan(1024);
  }
}
