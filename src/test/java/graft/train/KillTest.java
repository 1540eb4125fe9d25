package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Training processes are killed at moments that follow from a seed, again and again, and each run
 * ends with the bits of one that nobody killed. Every other kill falls inside the writing of a
 * checkpoint. {@code make test-crash} kills 50 of them.
 */
@SoftwareOnly("it starts many processes")
class KillTest {
  private static final int KILLS = Integer.getInteger("graft.test.kills", 4);
  private static final long SEED = Long.getLong("graft.test.seed", 1);

  /** A checkpoint has about 30 tensors; the first two that a process writes are aimed at. */
  private static final int TENSORS = 60;

  private static final int MOST_MOMENTS = 4;
  private static final int MOST_NANOS =
      5_000_000; // about as long as a moment's steps and checkpoint

  @TempDir private Path parent;
  private final Random random = new Random(SEED);
  private int kills;
  private int killsInWrites;

  /** What a run left, but for its times and the machine. */
  private record Outcome(TrainingState state) {
    static Outcome of(Path folder) throws IOException {
      TrainingState end =
          new CheckpointFolder(folder)
              .newest(
                  said -> {
                    throw new AssertionError(said);
                  })
              .orElseThrow();
      return new Outcome(
          new TrainingState(
              end.model(),
              end.optimizer(),
              end.steps(),
              CutRuns.timeless(end.history()),
              end.epoch(),
              0,
              end.best(),
              end.run()));
    }
  }

  @Test
  void killedRunsEndWithTheBitsOfOneThatIsNot() throws Exception {
    Path whole = parent.resolve("whole");
    assertThat(trained(whole)).isTrue();
    assertThat(kills).isZero();
    Outcome expected = Outcome.of(whole);
    assertThat(expected.state().history().epochs()).hasSize(CutRuns.EPOCHS);
    for (int run = 1; kills < KILLS; run++) {
      Path folder = Files.createDirectory(parent.resolve("run-" + run));
      boolean done = false;
      while (!done) {
        done = kills < KILLS ? killedOrTrained(folder) : trained(folder);
      }
      assertThat(Outcome.of(folder)).as("run %d of seed %d", run, SEED).isEqualTo(expected);
    }
    assertThat(killsInWrites).isGreaterThanOrEqualTo(KILLS / 5);
    System.out.printf("%d kills, %d of them inside a write%n", kills, killsInWrites);
  }

  private boolean trained(Path folder) throws Exception {
    return goesOn(folder, Integer.MAX_VALUE, List.of());
  }

  private boolean killedOrTrained(Path folder) throws Exception {
    return kills % 2 == 1
        ? goesOn(folder, Integer.MAX_VALUE, List.of(Integer.toString(1 + random.nextInt(TENSORS))))
        : goesOn(folder, random.nextInt(MOST_MOMENTS + 1), List.of());
  }

  /**
   * Trains in a child process.
   *
   * @param moments it is killed behind so many, unless it is done before
   * @param pause where it pauses in a write, and is killed
   * @return whether it came to its end
   */
  private boolean goesOn(Path folder, int moments, List<String> pause) throws Exception {
    String[] arguments =
        Stream.concat(Stream.of(folder.toString()), pause.stream()).toArray(String[]::new);
    Process process = ChildJvm.startAlike(Map.of(), KilledTraining.class, arguments);
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        Writer go = process.outputWriter(StandardCharsets.UTF_8)) {
      int left = moments;
      while (true) {
        String line = said.readLine();
        assertThat(line).as("what the child says").isNotNull();
        if (line.equals(KilledTraining.DONE)) {
          return true;
        }
        if (line.equals(KilledTraining.PAUSED)) {
          assertThat(halfWritten(folder)).isTrue();
          killsInWrites++;
          kill(process, "inside the writing of a checkpoint, before tensor " + pause.get(0));
          return false;
        }
        assertThat(line).matches(KilledTraining.BEGINS + "|" + KilledTraining.AT + ".*");
        if (line.startsWith(KilledTraining.AT)) {
          go.write("go\n");
          go.flush();
        }
        if (left-- == 0) {
          int nanos = random.nextInt(MOST_NANOS);
          LockSupport.parkNanos(nanos);
          kill(process, "%.2f ms behind moment %d".formatted(nanos / 1e6, moments));
          return false;
        }
      }
    } finally {
      process.destroyForcibly();
    }
  }

  private void kill(Process process, String moment) throws InterruptedException {
    kills++;
    System.out.printf("kill %3d of seed %d: resumed   %s%n", kills, SEED, moment);
    process.toHandle().destroyForcibly(); // process.destroyForcibly() closes its output too
    assertThat(process.waitFor()).isEqualTo(128 + 9);
  }

  private static boolean halfWritten(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".part"));
    }
  }
}
