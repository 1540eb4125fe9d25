package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Downloader;
import graft.fetch.MirrorServer;
import graft.fetch.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The search, with two small data sets in the places of MNIST and Fashion-MNIST. */
@Timeout(60)
class DataLocatorTest {
  private static final URI NOWHERE = URI.create("http://127.0.0.1:1/set/");

  @TempDir Path temporary;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> notices = new ArrayList<>();
  private final List<String> messages = new ArrayList<>();
  private Path digits;
  private Path clothes;
  private MirrorServer mirror;
  private Optional<DebianPackage> debian = Optional.empty();
  private URI digitsMirror = NOWHERE;

  @BeforeEach
  void drawTwoDataSets() throws IOException {
    digits = SyntheticDigits.write(temporary.resolve("digits"), 20, 10, 1, true);
    clothes = SyntheticDigits.write(temporary.resolve("clothes"), 20, 10, 2, true);
    environment.put("XDG_CACHE_HOME", temporary.resolve("xdg").toString());
    mirror = new MirrorServer();
    for (DataFile file : DataFile.values()) {
      String name = file.compressedName();
      mirror.serve(name, Files.readAllBytes(digits.resolve(name)));
    }
  }

  @AfterEach
  void stopMirror() {
    mirror.close();
  }

  @Test
  void readsANamedFolderAndLooksNowhereElse() throws IOException {
    environment.put("GRAFT_DATA", digits.toString());
    DataSplits data = load(clothes.toString());
    assertThat(data.provenance().source()).isEqualTo("folder " + clothes);
    assertThat(data.provenance().name()).isEqualTo("clothes");
    assertThat(mirror.requests()).isEmpty();
  }

  @Test
  void aNamedFolderIsReadWhereGraftDataIsGone() throws IOException {
    environment.put("GRAFT_DATA", "/nonexistent/data");
    assertThat(load(clothes.toString()).provenance().name()).isEqualTo("clothes");
    assertThatThrownBy(() -> load("first")).hasMessageContaining("GRAFT_DATA=/nonexistent/data");
  }

  @Test
  void autoTakesWhateverGraftDataItselfHolds() throws IOException {
    environment.put("GRAFT_DATA", clothes.toString());
    assertThat(load("auto").provenance().source()).isEqualTo("folder " + clothes);
    assertThat(notices).isEmpty();
  }

  @Test
  void findsSubfoldersOfGraftData() throws IOException {
    Path both = temporary.resolve("both");
    copy(digits, both.resolve("first"));
    copy(clothes, both.resolve("second"));
    environment.put("GRAFT_DATA", both.toString());
    assertThat(load("auto").provenance().source()).isEqualTo("folder " + both.resolve("first"));
    assertThat(load("second").provenance().source()).isEqualTo("folder " + both.resolve("second"));
    assertThat(notices).isEmpty();
  }

  @Test
  void autoPrefersADownloadToTheSubstituteInGraftData() throws IOException {
    copy(clothes, temporary.resolve("both").resolve("second"));
    environment.put("GRAFT_DATA", temporary.resolve("both").toString());
    digitsMirror = mirror.uri();
    assertThat(load("auto").provenance().source()).isEqualTo("downloaded from " + mirror.uri());
  }

  @Test
  void refusesASubfolderOfGraftDataThatHoldsSomethingElse() throws IOException {
    Path wrong = temporary.resolve("both").resolve("first");
    copy(clothes, wrong);
    environment.put("GRAFT_DATA", wrong.getParent().toString());
    assertThatThrownBy(() -> load("auto"))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(
            wrong + " does not hold First: train-images-idx3-ubyte has SHA-256 ");
  }

  @Test
  void refusesAGraftDataThatIsNotThere() {
    environment.put("GRAFT_DATA", "/nonexistent/data");
    assertThatThrownBy(() -> load("auto"))
        .hasMessage(
            "GRAFT_DATA=/nonexistent/data: found no such folder; expected a folder, or --data"
                + " FOLDER in its place");
  }

  @Test
  void passesOverAGraftDataThatHoldsTheOtherSet() throws IOException {
    environment.put("GRAFT_DATA", clothes.toString());
    digitsMirror = mirror.uri();
    assertThat(load("first").provenance().source()).startsWith("downloaded from");
    assertThat(messages).contains("GRAFT_DATA=" + clothes + " does not hold First");
  }

  @Test
  void keepsWhatItDownloadedInTheCache() throws IOException {
    digitsMirror = mirror.uri();
    DataSplits downloaded = load("auto");
    assertThat(downloaded.provenance().source()).isEqualTo("downloaded from " + mirror.uri());
    int asked = mirror.requests().size();
    DataSplits cached = load("auto");
    assertThat(mirror.requests()).hasSize(asked);
    assertThat(cached.train()).isEqualTo(downloaded.train());
    assertThat(cached.provenance().source())
        .isEqualTo("cache " + cacheFolder() + " (downloaded from " + mirror.uri() + ")");
  }

  @Test
  void mendsADamagedCache() throws IOException {
    digitsMirror = mirror.uri();
    load("first");
    Files.write(cacheFolder().resolve(DataFile.TEST_LABELS.compressedName()), new byte[] {1, 2});
    DataSplits mended = load("first");
    assertThat(mended.provenance().sha256())
        .containsEntry(
            "t10k-labels-idx1-ubyte",
            Sha256.ofUncompressed(digits.resolve(DataFile.TEST_LABELS.compressedName())));
    assertThat(messages).anyMatch(text -> text.startsWith("the cache is damaged: "));
    assertThat(mirror.requests()).hasSize(5);
  }

  @Test
  void fetchesOnlyWhatTheCacheLacks() throws IOException {
    copy(digits, cacheFolder());
    Files.delete(cacheFolder().resolve(DataFile.TRAIN_LABELS.compressedName()));
    // An uncompressed file would be read in place of the fetched one.
    Files.delete(cacheFolder().resolve(DataFile.TEST_LABELS.compressedName()));
    Path other = cacheFolder().resolve(DataFile.TEST_LABELS.plainName());
    Files.write(other, new byte[] {1, 2});
    digitsMirror = mirror.uri();
    load("first");
    assertThat(mirror.requests())
        .containsExactly(
            DataFile.TRAIN_LABELS.compressedName(), DataFile.TEST_LABELS.compressedName());
    assertThat(other).doesNotExist();
  }

  @Test
  void autoFallsBackOnTheSubstitutesPackageAndSaysSo() throws IOException {
    debian = Optional.of(new FakeApt(temporary.resolve("bin")).holding(clothes));
    DataSplits data = load("auto");
    assertThat(data.provenance().source()).isEqualTo("Debian package dataset-digits 1:2.0-3");
    assertThat(notices)
        .containsExactly(
            "First could not be downloaded: 127.0.0.1:1: connection refused. Using Second instead:"
                + " other pictures, other losses.");
    assertThat(load("second").provenance().source()).startsWith("cache ");
    assertThat(notices).hasSize(1);
  }

  @Test
  void takesAnInstalledPackage() throws IOException {
    debian =
        Optional.of(new DebianPackage("dataset-digits", clothes, List.of("false"), List.of("x")));
    assertThat(load("second").provenance().source())
        .isEqualTo("Debian package dataset-digits, installed");
  }

  @Test
  void saysInTwoLinesWhatToDo() {
    debian =
        Optional.of(
            new DebianPackage(
                "dataset-digits", Path.of("/none"), List.of("/none/apt-get"), List.of("dpkg")));
    assertThatThrownBy(() -> load("auto"))
        .isInstanceOf(DataException.class)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(2))
        .hasMessageStartingWith(
            "No images to train on: neither First nor Second is in GRAFT_DATA (not set) or "
                + temporary.resolve("xdg/graft"))
        .hasMessageContaining("First could not be downloaded: 127.0.0.1:1: connection refused")
        .hasMessageContaining("/none/apt-get cannot be run")
        .hasMessageContaining("--data FOLDER or GRAFT_DATA=FOLDER");
  }

  @Test
  void saysThatTheCacheCannotBeUsed() throws IOException {
    Files.writeString(temporary.resolve("file"), "");
    environment.put("XDG_CACHE_HOME", temporary.resolve("file").toString());
    assertThatThrownBy(() -> load("first"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(temporary.resolve("file/graft/first") + " cannot be used");
  }

  private DataSplits load(String choice) throws IOException {
    DataListener listener =
        new DataListener() {
          @Override
          public void message(String text) {
            messages.add(text);
          }

          @Override
          public void notice(String text) {
            notices.add(text);
          }
        };
    return new DataLocator(
            environment,
            recipe("First", digits, digitsMirror, Optional.empty()),
            recipe("Second", clothes, NOWHERE, debian),
            new Downloader(Duration.ofSeconds(2), Duration.ofSeconds(2), listener),
            listener)
        .load(choice, 1);
  }

  private static Recipe recipe(
      String title, Path folder, URI mirror, Optional<DebianPackage> debian) throws IOException {
    Map<DataFile, String> sha256 = new EnumMap<>(DataFile.class);
    for (DataFile file : DataFile.values()) {
      sha256.put(file, Sha256.ofUncompressed(folder.resolve(file.compressedName())));
    }
    return new Recipe(title, title.toLowerCase(Locale.ROOT), sha256, List.of(mirror), debian);
  }

  private Path cacheFolder() {
    return temporary.resolve("xdg/graft/first");
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (DataFile file : DataFile.values()) {
      Files.copy(from.resolve(file.compressedName()), to.resolve(file.compressedName()));
    }
  }
}
