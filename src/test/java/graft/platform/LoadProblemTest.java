package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a library that the loader cannot map. */
class LoadProblemTest {
  private static final String WORDS =
      "/c/libcuda.so.1: failed to map segment from shared object: Operation not permitted";

  @TempDir Path root;

  private String hint(String file, String words) throws IOException {
    Path mounts = root.resolve("proc/self/mounts");
    Files.createDirectories(mounts.getParent());
    Files.writeString(
        mounts,
        """
        /dev/sda / ext4 rw,relatime 0 0
        tmpfs /home tmpfs rw,noexec,nosuid 0 0
        tmpfs /home/ann/with\\040space tmpfs rw 0 0
        tmpfs /homes tmpfs rw,noexecutive 0 0
        """);
    return LoadProblem.hint(new SystemView(root, Map.of()), Path.of(file), words);
  }

  @Test
  void namesTheMountAndTheWayOut() throws IOException {
    assertThat(hint("/home/ann/.cache/libcuda.so.1", WORDS))
        .startsWith("; /home is mounted noexec")
        .contains("XDG_CACHE_HOME");
  }

  @Test
  void namesNoMountThatIsNotNoexec() throws IOException {
    for (String file : new String[] {"/opt/x.so", "/home/ann/with space/x.so", "/homes/x.so"}) {
      assertThat(hint(file, WORDS)).doesNotContain("mounted").contains("XDG_CACHE_HOME");
    }
  }

  @Test
  void addsNothingToOtherWords() throws IOException {
    assertThat(hint("/home/x.so", "libgomp.so.1: cannot open shared object file")).isEmpty();
  }
}
