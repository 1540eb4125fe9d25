package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChildJvm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  @Test
  void keepsWhatIsThereWhereTheContentFails() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {1});
    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      channel.write(ByteBuffer.wrap(new byte[] {2}));
                      throw new IOException("no more");
                    }))
        .hasMessage("no more");
    assertThat(file).hasBinaryContent(new byte[] {1});
    assertThat(names()).containsExactly("file");
  }

  /**
   * Live ones are in another process, and in this one, where another write under another name of
   * the folder must not make it let go of its lock.
   */
  @Test
  @Timeout(60)
  void sweepsWhatKilledWritersLeftButNothingOfLiveOnes() throws Exception {
    Path file = folder.resolve("file");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder).resolve("file");
    Process first = ChildJvm.startAlike(Map.of(), WriterThatHangs.class, file.toString());
    List<Process> hanging = new ArrayList<>(List.of(first));
    try {
      assertThat(first.inputReader().readLine()).isEqualTo(WriterThatHangs.WRITING);
      AtomicFile.write(
          link,
          channel -> {
            List<String> before = asides();
            assertThat(before).hasSize(2);
            AtomicFile.write(file, new byte[] {1});
            Process second = ChildJvm.startAlike(Map.of(), WriterThatHangs.class, file.toString());
            hanging.add(second);
            assertThat(second.inputReader().readLine()).isEqualTo(WriterThatHangs.WRITING);
            assertThat(asides()).hasSize(3).containsAll(before);
            channel.write(ByteBuffer.wrap(new byte[] {2}));
          });
      assertThat(file).hasBinaryContent(new byte[] {2});
      assertThat(asides()).hasSize(2);
    } finally {
      for (Process process : hanging) {
        process.destroyForcibly().waitFor();
      }
    }
    AtomicFile.write(folder.resolve("fil"), new byte[] {3});
    assertThat(asides()).as("what writers of another file left").hasSize(2);
    AtomicFile.write(file, new byte[] {3});
    assertThat(names()).containsExactlyInAnyOrder("fil", "file", "link");
  }

  @Test
  void sweepsWhatWritersOfAnyFileLeft() throws IOException {
    String uuid = "-01234567-89ab-cdef-0123-456789abcdef.part";
    Files.createFile(folder.resolve(".file-1" + uuid));
    Files.createFile(folder.resolve(".file-2" + uuid));
    Files.createFile(folder.resolve("file" + uuid));
    Files.createFile(folder.resolve(".file-3.part"));
    AtomicFile.write(
        folder.resolve("live"),
        channel -> {
          AtomicFile.sweep(folder);
          assertThat(names()).hasSize(3).contains("file" + uuid, ".file-3.part");
        });
    assertThat(names()).containsExactlyInAnyOrder("file" + uuid, ".file-3.part", "live");
  }

  private List<String> asides() throws IOException {
    return names().stream().filter(name -> name.startsWith(".file-")).toList();
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).toList();
    }
  }
}
