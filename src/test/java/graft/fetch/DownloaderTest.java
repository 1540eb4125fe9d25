package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloaderTest {
  private static final String LARGE = "large.gz";
  private static final String LAST = "last.gz";

  @TempDir Path temporary;
  private final Map<String, byte[]> plain = new LinkedHashMap<>();
  private final List<RemoteFile> files = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private final List<long[]> progress = new ArrayList<>();
  private final FetchListener listener =
      new FetchListener() {
        @Override
        public void message(String text) {
          messages.add(text);
        }

        @Override
        public void progress(String what, long done, long total) {
          if (what.equals(LARGE)) {
            progress.add(new long[] {done, total});
          }
        }
      };
  private MirrorServer first;
  private MirrorServer second;
  private Path folder;
  private byte[] large;

  @BeforeEach
  void serveTwoMirrors() throws IOException {
    Random random = new Random(1);
    first = new MirrorServer();
    second = new MirrorServer();
    for (String name : List.of(LARGE, "more.gz", "rest.gz", LAST)) {
      byte[] content = new byte[name.equals(LARGE) ? 8000 : 500];
      random.nextBytes(content);
      plain.put(name, content);
      byte[] served = gzip(content);
      Path original = Files.write(temporary.resolve("original"), served);
      files.add(new RemoteFile(name, Sha256.ofUncompressed(original)));
      first.serve(name, served);
      second.serve(name, served);
    }
    large = gzip(plain.get(LARGE));
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
    assertThat(progress.get(progress.size() - 1)).containsExactly(large.length, large.length);
  }

  @Test
  void fetchesNothingWhereNothingIsLacking() throws IOException {
    files.clear();
    assertThat(fetch(first.uri())).isEmpty();
    assertThat(first.requests()).isEmpty();
  }

  @Test
  void replacesWhatHasAFilesName() throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(LARGE), new byte[] {1, 2, 3});
    fetch(first.uri());
    assertComplete();
  }

  @Test
  void goesOnWhereTheConnectionBroke() throws IOException {
    first.cut(1000, 2);
    fetch(first.uri());
    assertComplete();
    List<String> asked = first.requests().stream().filter(r -> r.startsWith(LARGE)).toList();
    assertThat(asked).hasSize(3);
    assertThat(asked.get(0)).isEqualTo(LARGE);
    assertThat(asked.get(2)).startsWith(LARGE + " bytes=").doesNotContain("bytes=0-");
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
    Files.write(part(), Arrays.copyOf(large, 2000));
    fetch(first.uri());
    assertComplete();
    assertThat(first.requests()).contains(LARGE + " bytes=2000-").doesNotContain(LARGE);
  }

  @Test
  void acceptsAPartThatIsAlreadyWhole() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), large);
    fetch(first.uri());
    assertComplete();
    assertThat(first.requests()).contains(LARGE + " bytes=" + large.length + "-");
  }

  @Test
  void startsOverWhereThePartWasAnothers() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), new byte[2000]);
    assertThat(fetch(first.uri())).containsExactly(first.uri());
    assertComplete();
    assertThat(first.requests()).startsWith(LARGE + " bytes=2000-", LARGE);
  }

  @Test
  void startsOverWhereThePartIsTooLong() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), Arrays.copyOf(new byte[] {7}, large.length + 100));
    fetch(first.uri());
    assertComplete();
  }

  @Test
  void takesTheWholeFileFromAServerWithoutRanges() throws IOException {
    Files.createDirectories(folder);
    Files.write(part(), Arrays.copyOf(large, 2000));
    first.ignoreRanges();
    fetch(first.uri());
    assertComplete();
    assertThat(first.requests()).contains(LARGE + " bytes=2000-").doesNotContain(LARGE);
  }

  @Test
  void givesUpAMirrorThatBreaksOffAlwaysAtTheSamePlace() throws IOException {
    first.ignoreRanges().cut(1000, Integer.MAX_VALUE);
    assertThat(fetch(first.uri(), second.uri())).containsExactly(second.uri());
    assertComplete();
    assertThat(second.requests()).startsWith(LARGE + " bytes=1000-");
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
    first.serve(LAST, gzip(new byte[] {1, 2, 3}));
    assertThat(fetch(first.uri(), second.uri())).containsExactly(first.uri(), second.uri());
    assertComplete();
  }

  @Test
  void acceptsOtherBytesOfTheSameContent() throws IOException {
    first.serve(LAST, plain.get(LAST));
    assertThat(fetch(first.uri(), second.uri())).containsExactly(first.uri());
    assertComplete();
  }

  @Test
  void saysWhatEachMirrorLacked() throws IOException {
    first.serve(LARGE, gzip(new byte[] {1, 2, 3}));
    try (MirrorServer empty = new MirrorServer()) {
      assertThatThrownBy(() -> fetch(first.uri(), empty.uri(), URI.create("http://127.0.0.1:1/")))
          .isInstanceOf(FetchException.class)
          .hasMessageStartingWith("The set could not be downloaded: " + first.uri().getAuthority())
          .hasMessageContaining("expected " + files.get(0).sha256())
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

  @Test
  void aSmallFileIsReadWhateverItsContent() throws IOException {
    byte[] content = gzip(plain.get(LAST));
    first.cut(300, 1);
    assertThat(read(LAST, 10_000)).isEqualTo(content);
    assertThat(first.requests()).containsExactly(LAST, LAST + " bytes=300-");
    assertThatThrownBy(() -> read(LAST, 100))
        .isInstanceOf(FetchException.class)
        .hasMessage(
            first.uri().resolve(LAST) + " has " + content.length + " bytes, expected at most 100");
    assertThatThrownBy(() -> read("none", 100))
        .isInstanceOf(FetchException.class)
        .hasMessage(first.uri().resolve("none") + " could not be read: HTTP status 404");
  }

  private byte[] read(String name, int limit) throws FetchException {
    return new Downloader(Duration.ofSeconds(1), Duration.ofSeconds(1), listener)
        .read(first.uri().resolve(name), limit);
  }

  private Set<URI> fetch(URI... mirrors) throws FetchException {
    return fetch(Duration.ofSeconds(1), mirrors);
  }

  private Set<URI> fetch(Duration stall, URI... mirrors) throws FetchException {
    return new Downloader(Duration.ofSeconds(1), stall, listener)
        .fetch("The set", List.of(mirrors), files, folder);
  }

  private Path part() {
    return Downloader.part(folder.resolve(LARGE));
  }

  private void assertComplete() throws IOException {
    for (RemoteFile file : files) {
      assertThat(Sha256.ofUncompressed(folder.resolve(file.name()))).isEqualTo(file.sha256());
    }
    assertThat(part()).doesNotExist();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }
}
