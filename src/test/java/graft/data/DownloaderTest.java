package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloaderTest {
  private static final String IMAGES = DataFile.TRAIN_IMAGES.compressedName();

  @TempDir Path temporary;
  private final Map<DataFile, byte[]> contents = new EnumMap<>(DataFile.class);
  private final Map<DataFile, String> sha256 = new EnumMap<>(DataFile.class);
  private final List<String> messages = new ArrayList<>();
  private final List<long[]> progress = new ArrayList<>();
  private final DataListener listener =
      new DataListener() {
        @Override
        public void message(String text) {
          messages.add(text);
        }

        @Override
        public void progress(String what, long done, long total) {
          if (what.equals(IMAGES)) {
            progress.add(new long[] {done, total});
          }
        }
      };
  private MirrorServer first;
  private MirrorServer second;
  private Path folder;
  private byte[] images;

  @BeforeEach
  void serveTwoMirrors() throws IOException {
    Path original = SyntheticDigits.write(temporary.resolve("original"), 40, 10, 1, true);
    for (DataFile file : DataFile.values()) {
      Path path = original.resolve(file.compressedName());
      contents.put(file, Files.readAllBytes(path));
      sha256.put(file, Sha256.ofUncompressed(path));
    }
    images = contents.get(DataFile.TRAIN_IMAGES);
    first = new MirrorServer().serve(contents);
    second = new MirrorServer().serve(contents);
    folder = temporary.resolve("cache");
  }

  @AfterEach
  void stopMirrors() {
    first.close();
    second.close();
  }

  @Test
  void fetchesTheFourFilesFromTheFirstMirror() throws IOException {
    assertThat(fetch(first.uri(), second.uri())).containsExactly(first.uri());
    assertComplete();
    assertThat(first.requests()).hasSize(4);
    assertThat(second.requests()).isEmpty();
    assertThat(progress.get(progress.size() - 1)).containsExactly(images.length, images.length);
  }

  @Test
  void fetchesNothingThatIsThere() throws IOException {
    fetch(first.uri());
    assertThat(fetch(second.uri())).isEmpty();
    assertThat(second.requests()).isEmpty();
  }

  @Test
  void replacesAFileWithOtherContent() throws IOException {
    fetch(first.uri());
    Files.write(folder.resolve(IMAGES), new byte[] {1, 2, 3});
    assertThat(fetch(second.uri())).containsExactly(second.uri());
    assertComplete();
    assertThat(second.requests()).containsExactly(IMAGES);
  }

  @Test
  void goesOnWhereTheConnectionBroke() throws IOException {
    first.cut(1000, 2);
    fetch(first.uri());
    assertComplete();
    List<String> asked = first.requests().stream().filter(r -> r.startsWith(IMAGES)).toList();
    assertThat(asked).hasSize(3);
    assertThat(asked.get(0)).isEqualTo(IMAGES);
    assertThat(asked.get(2)).startsWith(IMAGES + " bytes=").doesNotContain("bytes=0-");
    assertThat(messages).anyMatch(text -> text.contains("going on where it stopped"));
  }

  @Test
  void goesOnWhereTheServerFellSilent() throws IOException {
    first.cut(1000, 1).hang();
    assertThat(fetch(first.uri())).containsExactly(first.uri());
    assertComplete();
    assertThat(messages).anyMatch(text -> text.contains("no byte came for 1 s"));
  }

  @Test
  void goesOnWithThePartOfAnEarlierProcess() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), Arrays.copyOf(images, 2000));
    fetch(first.uri());
    assertComplete();
    assertThat(first.requests()).contains(IMAGES + " bytes=2000-").doesNotContain(IMAGES);
  }

  @Test
  void acceptsAPartThatIsAlreadyWhole() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), images);
    fetch(first.uri());
    assertComplete();
    assertThat(first.requests()).contains(IMAGES + " bytes=" + images.length + "-");
  }

  @Test
  void startsOverWhereThePartWasAnothers() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), new byte[2000]);
    assertThat(fetch(first.uri())).containsExactly(first.uri());
    assertComplete();
    assertThat(first.requests()).startsWith(IMAGES + " bytes=2000-", IMAGES);
  }

  @Test
  void startsOverWhereThePartIsTooLong() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), Arrays.copyOf(new byte[] {7}, images.length + 100));
    fetch(first.uri());
    assertComplete();
  }

  @Test
  void takesTheWholeFileFromAServerWithoutRanges() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), Arrays.copyOf(images, 2000));
    first.ignoreRanges();
    fetch(first.uri());
    assertComplete();
    assertThat(first.requests()).contains(IMAGES + " bytes=2000-").doesNotContain(IMAGES);
  }

  @Test
  void givesUpAMirrorThatBreaksOffAlwaysAtTheSamePlace() throws IOException {
    first.ignoreRanges().cut(1000, Integer.MAX_VALUE);
    assertThat(fetch(first.uri(), second.uri())).containsExactly(second.uri());
    assertComplete();
    assertThat(second.requests()).startsWith(IMAGES + " bytes=1000-");
  }

  @Test
  void passesOverAMirrorThatLacksAFile() throws IOException {
    MirrorServer empty = new MirrorServer();
    try (empty) {
      assertThat(fetch(empty.uri(), second.uri())).containsExactly(second.uri());
    }
    assertComplete();
  }

  @Test
  void passesOverAMirrorWithOtherContent() throws IOException {
    first.serve(DataFile.TEST_LABELS, IdxWriter.gzip(new byte[] {1, 2, 3}));
    assertThat(fetch(first.uri(), second.uri())).containsExactly(first.uri(), second.uri());
    assertComplete();
  }

  @Test
  void acceptsOtherBytesOfTheSameContent() throws IOException {
    first.serve(DataFile.TEST_LABELS, Files.readAllBytes(plain(DataFile.TEST_LABELS)));
    assertThat(fetch(first.uri(), second.uri())).containsExactly(first.uri());
    assertComplete();
  }

  @Test
  void saysWhatEachMirrorLacked() throws IOException {
    first.serve(DataFile.TRAIN_IMAGES, IdxWriter.gzip(new byte[] {1, 2, 3}));
    try (MirrorServer empty = new MirrorServer()) {
      assertThatThrownBy(() -> fetch(first.uri(), empty.uri(), URI.create("http://127.0.0.1:1/")))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith("Digits could not be downloaded: " + first.uri().getAuthority())
          .hasMessageContaining("expected " + sha256.get(DataFile.TRAIN_IMAGES))
          .hasMessageContaining(empty.uri().getAuthority() + ": HTTP status 404")
          .hasMessageContaining("127.0.0.1:1: connection refused");
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("nothing that looks like data is left").isEmpty();
    }
  }

  @Test
  void fallsThroughMirrorsThatNeverAnswerInSeconds() throws IOException {
    // As behind a firewall that drops packets: the connection is there, an answer never comes.
    try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      URI dead = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
      long start = System.nanoTime();
      assertThatThrownBy(
              () -> fetch(Duration.ofSeconds(30), dead, dead.resolve("b/"), dead.resolve("c/")))
          .hasMessageContaining("no answer in time");
      // 1 s to connect and 1 s for an answer, together for all three mirrors, and slack.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private Set<URI> fetch(URI... mirrors) throws DataException {
    return fetch(Duration.ofSeconds(1), mirrors);
  }

  private Set<URI> fetch(Duration stall, URI... mirrors) throws DataException {
    return new Downloader(Duration.ofSeconds(1), stall, listener)
        .fetch("Digits", List.of(mirrors), sha256, folder);
  }

  private Path part() {
    return folder.resolve(IMAGES + ".part");
  }

  private Path plain(DataFile file) throws IOException {
    return SyntheticDigits.write(temporary.resolve("plain"), 40, 10, 1, false)
        .resolve(file.plainName());
  }

  private void assertComplete() throws IOException {
    for (DataFile file : DataFile.values()) {
      assertThat(Sha256.ofUncompressed(folder.resolve(file.compressedName())))
          .isEqualTo(sha256.get(file));
    }
    assertThat(part()).doesNotExist();
  }
}
