package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the file system knows no locks, as NFS without its lock service, nothing is refused: a lock
 * keeps processes apart, and no file is whole because of it.
 */
@SoftwareOnly("it traces the software device, and starts a process")
class NoLocksTest {
  private static final Path LIBRARY = Path.of("target/test-native/libgraft-no-locks.so");
  private static final List<String> KINDS =
      List.of("tuning", "natives", "models", "data", "libraries", "training");

  @TempDir private Path folder;

  @Test
  void allIsWrittenThatIsWrittenElsewhere() throws Exception {
    Process child =
        ChildJvm.startAlike(
            Map.of("LD_PRELOAD", LIBRARY.toAbsolutePath().toString(), "GRAFT_THREADS", "1"),
            NoLocksRun.class,
            Stream.concat(Stream.of(folder.toString()), KINDS.stream()).toArray(String[]::new));
    child.getOutputStream().close();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output.lines())
        .containsSubsequence(KINDS.stream().map(kind -> kind + ": 0, left []").toList());
  }
}
