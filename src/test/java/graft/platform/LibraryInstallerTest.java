package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.device.ChildJvm;
import graft.fetch.Downloader;
import graft.fetch.FetchListener;
import graft.fetch.MirrorServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a mirror on the loopback device. */
class LibraryInstallerTest {
  private static final DriverFacts DRIVER_580 =
      new DriverFacts("580.65.06", 13000, OptionalInt.of(90));

  @TempDir Path caches;
  private final List<String> messages = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();
  private final FetchListener listener =
      new FetchListener() {
        @Override
        public void message(String text) {
          messages.add(text);
        }

        @Override
        public void progress(String what, long done, long total) {
          progress.add(total);
        }
      };
  private MirrorServer mirror;
  private MadeUpArchives archives;

  @BeforeEach
  void start() throws IOException {
    mirror = new MirrorServer();
    archives = new MadeUpArchives(mirror.uri());
  }

  @AfterEach
  void stop() {
    mirror.close();
  }

  private LibraryInstaller installer(DriverFacts driver, LibrarySet... sets) {
    archives.files.forEach(mirror::serve);
    return new LibraryInstaller(
        caches,
        new LibraryChoice(List.of(sets), driver),
        new Downloader(Duration.ofSeconds(2), Duration.ofSeconds(2), listener),
        listener);
  }

  private void download(LibrarySet... sets) throws IOException {
    installer(DRIVER_580, sets).download(Optional.empty());
  }

  /** But for the note on how they were unpacked. */
  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(".unpacked"))
          .sorted()
          .toList();
    }
  }

  @Test
  void theManifestsTellWhereTheArchivesAre() throws IOException {
    download(archives.cuda13());
    assertThat(names(caches)).containsExactly("cuda-13.0-cudnn-9.24", "cuda-13.0-cudnn-9.24.lock");
    Path folder = caches.resolve("cuda-13.0-cudnn-9.24");
    assertThat(names(folder))
        .containsExactly(
            "libcublas.so.13",
            "libcublasLt.so.13",
            "libcudnn.so.9",
            "libcudnn_adv.so.9",
            "libcudnn_cnn.so.9",
            "libcudnn_engines_precompiled.so.9",
            "libcudnn_engines_runtime_compiled.so.9",
            "libcudnn_engines_tensor_ir.so.9",
            "libcudnn_graph.so.9",
            "libcudnn_heuristic.so.9",
            "libcudnn_ops.so.9",
            "libnvrtc-builtins.so.13.0",
            "libnvrtc.so.13");
    for (String name : names(folder)) {
      assertThat(folder.resolve(name)).isRegularFile().hasContent(name);
    }
    assertThat(mirror.requests())
        .as("each manifest once")
        .containsExactly(
            "redistrib_13.0.2.json",
            "redistrib_9.24.0.json",
            "below/libcublas.tar.xz",
            "below/cuda_nvrtc.tar.xz",
            "below/cudnn.tar.xz");
    assertThat(messages).last().isEqualTo("done: " + folder);
    assertThat(progress).isNotEmpty();
  }

  @Test
  void whatIsThereIsNotAskedForAgain() throws IOException {
    LibrarySet set = archives.cuda13();
    download(set);
    int asked = mirror.requests().size();
    download(set);
    assertThat(mirror.requests()).hasSize(asked);
    assertThat(messages).last().isEqualTo("already there: " + caches.resolve(set.folder()));
  }

  @Test
  void whatIsDamagedIsFetchedAnew() throws IOException {
    LibrarySet set = archives.cuda13();
    download(set);
    Path library = caches.resolve(set.folder()).resolve("libcudnn.so.9");
    FileTime time = Files.getLastModifiedTime(library);
    Files.write(library, new byte["libcudnn.so.9".length()]);
    Files.setLastModifiedTime(library, time);
    int asked = mirror.requests().size();
    download(set);
    assertThat(mirror.requests()).hasSizeGreaterThan(asked);
    assertThat(library).hasContent("libcudnn.so.9");
  }

  @Test
  void aRunGoesOnWhereTheOneBeforeWasEnded() throws IOException {
    LibrarySet set = archives.cuda13();
    byte[] blas = archives.files.get("below/libcublas.tar.xz");
    byte[] dnn = archives.files.get("below/cudnn.tar.xz");
    Path downloads = Files.createDirectories(caches.resolve(set.folder() + ".downloads"));
    Files.write(downloads.resolve("libcublas.tar.xz"), blas);
    Files.write(downloads.resolve("cuda_nvrtc.tar.xz"), new byte[] {1, 2, 3});
    Files.write(downloads.resolve("cudnn.tar.xz.part"), Arrays.copyOf(dnn, 100));
    Path filling = Files.createDirectories(caches.resolve(set.folder() + ".filling"));
    Files.writeString(filling.resolve("libcublas.so.13"), "half");
    Files.writeString(filling.resolve("left-over"), "");
    download(set);
    assertThat(mirror.requests())
        .as("what is whole is not asked for, what is damaged anew, what is begun from there")
        .containsExactly(
            "redistrib_13.0.2.json",
            "redistrib_9.24.0.json",
            "below/cuda_nvrtc.tar.xz",
            "below/cudnn.tar.xz bytes=100-");
    assertThat(names(caches)).containsExactly(set.folder(), set.folder() + ".lock");
    assertThat(names(caches.resolve(set.folder()))).hasSize(13).doesNotContain("left-over");
  }

  @Test
  void aLineThatBreaksIsTakenUpAgain() throws IOException {
    LibrarySet set = archives.jar(CudaStack.CUDA_12, "12.6", "9.5");
    mirror.cut(500, 2);
    download(set);
    assertThat(mirror.requests()).hasSize(3).last().asString().contains("bytes=");
    assertThat(LibraryCache.of(caches, set).isFilled()).isTrue();
  }

  @Test
  void otherContentThanExpectedIsRefusedAndTheNextRunStartsOver() throws IOException {
    LibrarySet set = archives.cuda13();
    byte[] right = archives.files.put("below/cudnn.tar.xz", new byte[500]);
    assertThatThrownBy(() -> download(set))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("below/cudnn.tar.xz could not be downloaded: found SHA-256")
        .hasMessageContaining("expected " + set.archives().get(2).sha256());
    assertThat(names(caches)).containsExactly(set.folder() + ".downloads", set.folder() + ".lock");
    archives.files.put("below/cudnn.tar.xz", right);
    download(set);
    assertThat(LibraryCache.of(caches, set).isFilled()).isTrue();
  }

  @Test
  void aManifestWithAnotherChecksumIsRefusedBeforeTheDownload() throws IOException {
    LibrarySet set = archives.cuda13();
    String sum = set.archives().get(0).sha256();
    String manifest =
        new String(archives.files.get("redistrib_13.0.2.json"), StandardCharsets.UTF_8);
    archives.files.put(
        "redistrib_13.0.2.json", MadeUpArchives.bytes(manifest.replace(sum, "00".repeat(32))));
    assertThatThrownBy(() -> download(set))
        .hasMessageContaining("redistrib_13.0.2.json gives SHA-256 '0000")
        .hasMessageContaining("for libcublas, expected " + sum);
    assertThat(mirror.requests()).containsExactly("redistrib_13.0.2.json");
    assertThat(names(caches)).isEmpty();
  }

  @Test
  void aServerThatIsNotReachedIsPassedOver() throws IOException {
    LibrarySet far = new MadeUpArchives(URI.create("http://127.0.0.1:1/")).cuda13();
    LibrarySet near = archives.jar(CudaStack.CUDA_12, "12.6", "9.5");
    download(far, near);
    assertThat(LibraryCache.of(caches, near).isFilled()).isTrue();
    assertThat(messages)
        .contains(
            "http://127.0.0.1:1/redistrib_13.0.2.json could not be read: connection refused",
            "CUDA 13.0 with cuDNN 9.24 cannot be had; trying the next that suits");
    assertThatThrownBy(() -> installer(DRIVER_580, far, near).download(Optional.of("13")))
        .as("asked for by name")
        .hasMessage(
            "http://127.0.0.1:1/redistrib_13.0.2.json could not be read: connection refused (--from"
                + " takes files fetched elsewhere)");
  }

  @Test
  void whatTheDriverCannotUseIsNotDownloaded() throws IOException {
    LibrarySet set = archives.cuda13();
    LibrarySet older = archives.jar(CudaStack.CUDA_12, "12.6", "9.5");
    DriverFacts driver = new DriverFacts("535.104.05", 12020, OptionalInt.of(90));
    assertThatThrownBy(() -> installer(driver, set, older).download(Optional.of("13")))
        .isInstanceOf(DeviceUnavailableException.class)
        .hasMessageContaining("needs a driver of release 580");
    assertThat(mirror.requests()).isEmpty();
    installer(driver, set, older).download(Optional.empty());
    assertThat(names(caches)).contains("cuda-12.6-cudnn-9.5");
  }

  @Test
  void withoutAGpuItSaysWhatItTakesAndForWhom() throws IOException {
    LibrarySet set = archives.jar(CudaStack.CUDA_12, "12.6", "9.5");
    installer(DriverFacts.unknown(), archives.cuda13(), set).download(Optional.empty());
    assertThat(messages)
        .first()
        .isEqualTo(
            "no GPU of NVIDIA's to ask: taking CUDA 12.6 with cuDNN 9.5, for drivers from 525 on"
                + " and cards of compute 7.5 to 9.0 (--stack names another)");
  }

  @Test
  void anArchiveThatLacksALibraryLeavesNothing() throws IOException {
    LibrarySet set =
        archives.jar(
            CudaStack.CUDA_11, "11.8", "8.6", List.of("libcublas.so.11", "libcublasLt.so.11"));
    assertThatThrownBy(() -> download(set))
        .hasMessageEndingWith("cuda-11.8.jar has no libcudnn_ops_infer.so.8");
    assertThat(names(caches)).containsExactly(set.folder() + ".downloads", set.folder() + ".lock");
  }

  @Test
  void aFullDiskIsSaidBeforeTheDownload() throws IOException {
    LibrarySet set = archives.cuda13();
    LibrarySet large =
        new LibrarySet(
            set.stack(), set.cuda(), set.dnn(), set.highest(), set.archives(), Long.MAX_VALUE / 4);
    assertThatThrownBy(() -> download(large))
        .hasMessageStartingWith(caches + " has ")
        .hasMessageContaining("bytes free, expected 2,305,843,009,213,")
        .hasMessageContaining("XDG_CACHE_HOME");
    assertThat(mirror.requests()).noneMatch(request -> request.contains("tar.xz"));
  }

  @Test
  void onlyOneProcessFillsAFolder() throws Exception {
    LibrarySet set = archives.cuda13();
    Path lock = caches.resolve(set.folder() + ".lock");
    Process other = ChildJvm.startAlike(Map.of(), FolderLocker.class, lock.toString());
    try {
      assertThat(other.inputReader().readLine()).isEqualTo(FolderLocker.LOCKED);
      assertThatThrownBy(() -> download(set))
          .hasMessage("another process is filling " + caches.resolve(set.folder()));
    } finally {
      other.destroyForcibly().waitFor();
    }
    download(set);
    assertThat(LibraryCache.of(caches, set).isFilled()).isTrue();
  }
}
