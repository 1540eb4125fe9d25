package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void replacesWhatIsThereAndLeavesNothingAside() throws IOException {
    Path file = folder.resolve("file");
    AtomicFile.write(file, new byte[] {1, 2, 3});
    AtomicFile.write(file, new byte[] {4});
    assertThat(file).hasBinaryContent(new byte[] {4});
    assertThat(names()).containsExactly("file");
  }

  @Test
  void isReadableAsAnyOtherFile() throws IOException {
    Path plain = Files.write(folder.resolve("plain"), new byte[1]);
    Path file = folder.resolve("file");
    AtomicFile.write(file, new byte[1]);
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(plain));
  }

  @Test
  void leavesNothingAsideWhereItFails() throws IOException {
    Path inTheWay = Files.createDirectories(folder.resolve("file/full")).getParent();
    assertThatThrownBy(() -> AtomicFile.write(inTheWay, new byte[] {1}))
        .isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("file");
  }

  /** With one temporary name for all, one writer would rename what another has half written. */
  @Test
  @Timeout(60)
  void writersAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    int writers = 4;
    int size = 100_000;
    Path file = folder.resolve("file");
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try {
      List<Callable<Void>> work = new ArrayList<>();
      for (int writer = 1; writer <= writers; writer++) {
        byte[] content = new byte[size];
        Arrays.fill(content, (byte) writer);
        work.add(
            () -> {
              for (int i = 0; i < 50; i++) {
                AtomicFile.write(file, content);
                byte[] seen = Files.readAllBytes(file);
                assertThat(seen).hasSize(size);
                assertThat(seen[size - 1]).isEqualTo(seen[0]).isPositive();
              }
              return null;
            });
      }
      for (Future<Void> done : threads.invokeAll(work)) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(names()).containsExactly("file");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
