package graft.calls;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No call from Java ends the process, hangs, or leaves a device that computes wrong; what is
 * refused is refused by a sentence. {@code make test-calls} tries 10,000 sequences of calls.
 */
class RandomCallsTest {
  private static final long SEED = Long.getLong("graft.test.seed", 1);
  private static final int SEQUENCES = Integer.getInteger("graft.test.sequences", 60);
  private static final int IN_A_PROCESS = 1000;
  private static final int SHOWN = 60;
  private static final int LINES_OF_FAULT = 8;

  @TempDir private Path folder;

  @Test
  @SoftwareOnly("a GPU's driver may forget a process that has made a mistake")
  void noCallEndsTheProcessOrHangs() throws IOException, InterruptedException {
    for (int first = 0; first < SEQUENCES; first += IN_A_PROCESS) {
      run(SEED + first, Math.min(IN_A_PROCESS, SEQUENCES - first));
    }
  }

  private void run(long seed, int count) throws IOException, InterruptedException {
    Process child =
        ChildJvm.startAlike(
            Map.of(
                "GRAFT_THREADS", "2", "JAVA_TOOL_OPTIONS", "-Xmx1g -XX:-OmitStackTraceInFastThrow"),
            RandomCalls.class,
            Long.toString(seed),
            Integer.toString(count),
            folder.toString());
    List<String> lines =
        new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    int code = child.waitFor();
    String end = String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
    List<String> faults = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("FAULT")) {
        faults.addAll(lines.subList(i, Math.min(i + LINES_OF_FAULT, lines.size())));
      }
    }
    assertThat(faults).as("sequences from %d, %d of them: %s", seed, count, end).isEmpty();
    assertThat(code).as("sequences from %d, %d of them: %s", seed, count, end).isZero();
    assertThat(lines).last().asString().startsWith("done: " + count + " sequences");
  }
}
