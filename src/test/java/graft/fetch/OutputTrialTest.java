package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether an output can be written is known before, and trying leaves nothing behind. */
class OutputTrialTest {
  @TempDir Path folder;

  private long files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.count();
    }
  }

  @Test
  void leavesNothingBehind() throws IOException {
    Path old = Files.writeString(folder.resolve("old"), "kept");
    OutputTrial.ofFile(old);
    OutputTrial.ofFile(folder.resolve("new"));
    OutputTrial.ofFile(folder.resolve("a/b/new"));
    OutputTrial.ofFolder(folder);
    OutputTrial.ofFolder(folder.resolve("a/b/c"));

    assertThat(old).content().isEqualTo("kept");
    assertThat(files()).isEqualTo(2);
  }

  /** A run's checkpoints have longer paths than its folder. */
  @Test
  void aFolderThatLeavesNoRoomForNamesIsRefused() throws IOException {
    StringBuilder path = new StringBuilder(folder.toString());
    while (path.length() < 3760) {
      path.append("/").append("p".repeat(200));
    }
    path.append("/").append("p".repeat(4030 - path.length() - 1));
    Path deep = Path.of(path.toString());

    assertThatThrownBy(() -> OutputTrial.ofFolder(deep)).hasMessageContaining("the name is longer");
    assertThat(files()).isEqualTo(1);
  }

  @Test
  void saysWhatIsInTheWay() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> OutputTrial.ofFolder(file))
        .hasMessageStartingWith(file + " cannot be written: something is there already");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("gone"));
    assertThatThrownBy(() -> OutputTrial.ofFolder(link))
        .hasMessage(
            link + " cannot be written: it is a link to what is not there (in " + link + ")");
    Files.delete(link);
    assertThatThrownBy(() -> OutputTrial.ofFolder(file.resolve("below")))
        .hasMessageStartingWith(
            file.resolve("below") + " cannot be written: " + file + ": something");
    assertThatThrownBy(() -> OutputTrial.ofFile(file.resolve("below")))
        .hasMessageStartingWith(file.resolve("below") + " cannot be written: ");
    assertThatThrownBy(() -> OutputTrial.ofFile(folder))
        .hasMessage(folder + ": found a folder, expected a file or nothing");
    assertThatThrownBy(() -> OutputTrial.ofFile(folder.resolve("n".repeat(300))))
        .hasMessageContaining("the name is longer");
    assertThatThrownBy(() -> OutputTrial.ofFile(Path.of("/dev/null")))
        .hasMessage("/dev/null: found a pipe, a device or a socket, expected a file or nothing");
    assertThatThrownBy(() -> OutputTrial.ofFile(Path.of("/")))
        .hasMessage("/: found a folder, expected a file or nothing");
    // For root too: the kernel makes no files there.
    assertThatThrownBy(() -> OutputTrial.ofFolder(Path.of("/proc/graft/runs")))
        .hasMessageStartingWith("/proc/graft/runs cannot be written: ");
    assertThat(files()).isEqualTo(2);
  }
}
