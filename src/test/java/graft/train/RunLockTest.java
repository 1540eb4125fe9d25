package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path parent;

  /** Has a lock until its input ends. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws IOException {
      try (RunLock lock = RunLock.of(Path.of(arguments[0]))) {
        System.out.println("has " + (lock != null));
        System.in.read();
      }
    }
  }

  private static void assertRefused(Path folder) {
    assertThatThrownBy(() -> RunLock.of(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder
                + ": another process trains in this folder at the moment; wait for its end, or"
                + " give --out another folder");
  }

  @Test
  void oneAtATimeInAProcess() throws IOException {
    Path folder = parent.resolve("a/run");
    try (RunLock lock = RunLock.of(folder)) {
      assertThat(lock).isNotNull();
      assertRefused(folder);
      Path link = Files.createSymbolicLink(parent.resolve("link"), folder);
      assertRefused(link);
      RunLock.of(parent.resolve("other")).close();
    }
    RunLock.of(folder).close();
  }

  @Test
  void oneProcessAtATimeAndAKilledOneLetsGo() throws Exception {
    Path folder = parent.resolve("run");
    Process holder = ChildJvm.startAlike(Map.of(), Holder.class, folder.toString());
    try {
      assertThat(holder.inputReader().readLine()).isEqualTo("has true");
      assertRefused(folder);
    } finally {
      holder.destroyForcibly().waitFor();
    }
    RunLock.of(folder).close();
  }
}
