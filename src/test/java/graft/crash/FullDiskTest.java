package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the disk is full, at whichever call: what was there stays, nothing is half under its name
 * or left aside, and a sentence names the file and says so. {@code make test-crash} tries every
 * call.
 */
@SoftwareOnly("it traces the software device, and starts a process")
class FullDiskTest {
  private static final boolean ALL = Boolean.getBoolean("graft.test.full");

  /** Calls of a kind, far apart. */
  private static final int MOST = ALL ? Integer.MAX_VALUE : 3;

  /** Those that need no training first. */
  private static final List<String> QUICK = List.of("tuning", "natives", "models", "data", "trace");

  @TempDir private Path outside;

  @Test
  void theOldFilesStayAndASentenceSaysWhatIsFull() throws Exception {
    Path folder = Files.createDirectory(outside.resolve("disk"));
    Map<String, String> environment = new HashMap<>(FullDisk.environment(folder, outside));
    environment.put("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    environment.put("GRAFT_THREADS", "1");
    List<String> arguments = new ArrayList<>(List.of(folder.toString(), Integer.toString(MOST)));
    for (String name : Works.names()) {
      if (ALL || QUICK.contains(name)) {
        arguments.add(name);
      }
    }
    Process child =
        ChildJvm.startAlike(environment, FullDiskRun.class, arguments.toArray(String[]::new));
    child.getOutputStream().close();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.println(output);
    assertThat(child.waitFor()).as(output).isZero();
    assertThat(output.lines().filter(line -> line.startsWith("FAULT"))).isEmpty();
    assertThat(output).contains("faults: 0");
  }
}
