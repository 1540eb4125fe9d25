package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.fetch.Downloader;
import graft.fetch.FetchListener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that were fetched by hand. */
class GivenArchivesTest {
  @TempDir Path folder;
  private final List<String> messages = new ArrayList<>();
  private Path given;
  private Path caches;
  private LibrarySet cuda11;
  private LibrarySet cuda12;
  private LibrarySet cuda13;
  private DriverFacts driver = DriverFacts.unknown();

  @BeforeEach
  void write() throws IOException {
    MadeUpArchives archives = new MadeUpArchives(URI.create("http://127.0.0.1:1/"));
    cuda11 = archives.jar(CudaStack.CUDA_11, "11.8", "8.6");
    cuda12 = archives.jar(CudaStack.CUDA_12, "12.6", "9.5");
    cuda13 = archives.cuda13();
    given = Files.createDirectories(folder.resolve("given"));
    caches = folder.resolve("caches");
    for (var file : archives.files.entrySet()) {
      Files.write(given.resolve(file.getKey().replaceFirst(".*/", "")), file.getValue());
    }
  }

  private void unpack(Optional<String> stack, String... names) throws IOException {
    FetchListener listener =
        new FetchListener() {
          @Override
          public void message(String text) {
            messages.add(text);
          }
        };
    new LibraryInstaller(
            caches,
            new LibraryChoice(List.of(cuda13, cuda12, cuda11), driver),
            new Downloader(listener),
            listener)
        .unpack(Stream.of(names).map(given::resolve).toList(), stack);
  }

  private List<String> filled() throws IOException {
    try (Stream<Path> entries = Files.list(caches)) {
      return entries
          .filter(Files::isDirectory)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void theFilesTellWhichStackTheyAreOf() throws IOException {
    unpack(Optional.empty(), "cuda-11.8.jar");
    unpack(Optional.of("12"), "cuda-12.6.jar");
    unpack(Optional.empty(), "cudnn.tar.xz", "libcublas.tar.xz", "cuda_nvrtc.tar.xz");
    assertThat(filled())
        .containsExactly("cuda-11.8-cudnn-8.6", "cuda-12.6-cudnn-9.5", "cuda-13.0-cudnn-9.24");
    assertThat(given.resolve("cudnn.tar.xz")).as("stays").exists();
    assertThat(messages).contains("checking " + given.resolve("cudnn.tar.xz"));
  }

  @Test
  void theirNamesDoNotMatter() throws IOException {
    Files.move(given.resolve("cuda-12.6.jar"), given.resolve("libs (1).bin"));
    unpack(Optional.empty(), "libs (1).bin");
    assertThat(filled()).containsExactly("cuda-12.6-cudnn-9.5");
  }

  @Test
  void aFolderMayHoldThemAndOtherFiles() throws IOException {
    unpack(Optional.of("11"), "");
    unpack(Optional.empty(), "");
    assertThat(filled())
        .as("the newest")
        .containsExactly("cuda-11.8-cudnn-8.6", "cuda-13.0-cudnn-9.24");
  }

  @Test
  void ofAFolderWithSeveralStacksTheOneThatSuitsIsTaken() throws IOException {
    driver = new DriverFacts("535.104.05", 12020, OptionalInt.of(90));
    unpack(Optional.empty(), "");
    assertThat(filled()).containsExactly("cuda-12.6-cudnn-9.5");
  }

  @Test
  void whatIsMissingIsSaidWithItsPlace() {
    assertThatThrownBy(() -> unpack(Optional.empty(), "cudnn.tar.xz", "libcublas.tar.xz"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            given.resolve("cudnn.tar.xz")
                + ", "
                + given.resolve("libcublas.tar.xz")
                + " have not all of CUDA 13.0 with cuDNN 9.24: missing cuda_nvrtc.tar.xz (")
        .hasMessageEndingWith(" bytes), see http://127.0.0.1:1/redistrib_13.0.2.json");
    assertThat(caches).doesNotExist();
  }

  @Test
  void anotherFileIsRefusedWithWhatItIsAndWhatWasExpected() throws IOException {
    Files.writeString(given.resolve("page.jar"), "<html>not found</html>");
    assertThatThrownBy(() -> unpack(Optional.empty(), "page.jar"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            given.resolve("page.jar")
                + " is an HTML page of 22 bytes, expected one of libcublas.tar.xz (")
        .hasMessageContaining("cuda-11.8.jar (");
    assertThatThrownBy(() -> unpack(Optional.of("12"), "page.jar"))
        .hasMessageMatching(
            ".* is an HTML page of 22 bytes, expected cuda-12.6.jar \\(.* bytes\\)");
    assertThatThrownBy(() -> unpack(Optional.of("12"), "cuda-11.8.jar"))
        .hasMessageMatching(
            ".*cuda-11.8.jar is a file of .*, expected cuda-12.6.jar \\(.* bytes\\)");
    assertThatThrownBy(() -> unpack(Optional.empty(), "not-there"))
        .hasMessage(given.resolve("not-there") + " does not exist or cannot be read");
  }

  @Test
  void aDamagedFileIsRefusedBeforeAnythingIsUnpacked() throws IOException {
    Path jar = given.resolve("cuda-12.6.jar");
    byte[] content = Files.readAllBytes(jar);
    content[content.length / 2] ^= 1;
    Files.write(jar, content);
    assertThatThrownBy(() -> unpack(Optional.empty(), "cuda-12.6.jar"))
        .hasMessageStartingWith(jar + ": found SHA-256")
        .hasMessageEndingWith("expected " + cuda12.archives().get(0).sha256());
    assertThat(filled()).isEmpty();
  }

  @Test
  void whatTheCardCannotUseIsRefused() {
    driver = new DriverFacts("580.65.06", 13000, OptionalInt.of(120));
    assertThatThrownBy(() -> unpack(Optional.empty(), "cuda-12.6.jar"))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("CUDA 12.6 with cuDNN 9.5 has no code for the card")
        .hasMessageContaining("instead: make cuda-libs STACK=13");
    assertThat(caches).doesNotExist();
  }
}
