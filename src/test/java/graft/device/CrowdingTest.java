package graft.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CrowdingTest {
  private static final Duration FOREVER = Duration.ofMinutes(2);

  /** libgomp spins only shortly while it has more threads than the process has cores. */
  @Test
  @SoftwareOnly("its pool of threads")
  void whereOthersComputeASecondTeamStandsBy() throws IOException, InterruptedException {
    List<Process> others = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
        others.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      Process graft = ChildJvm.startAlike(Map.of("GRAFT_THREADS", "2"), ComputeUntilTold.class);
      others.add(graft);
      Instant end = Instant.now().plus(FOREVER);
      while (watchers(graft) < 2) {
        assertThat(graft.isAlive() && Instant.now().isBefore(end))
            .as("a second team after " + FOREVER)
            .isTrue();
        Thread.onSpinWait();
      }
      graft.getOutputStream().write('\n');
      graft.getOutputStream().flush();
      assertThat(graft.waitFor()).isZero();
    } finally {
      others.forEach(Process::destroyForcibly);
    }
  }

  /** The watching thread and its team, which has its name. */
  private static long watchers(Process process) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", process.pid() + "", "task"))) {
      return tasks.filter(task -> name(task).equals("graft-crowding\n")).count();
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm"));
    } catch (IOException e) {
      return ""; // it has ended
    }
  }
}
