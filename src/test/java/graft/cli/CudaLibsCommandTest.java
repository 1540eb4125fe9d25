package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import graft.fetch.Sha256;
import graft.platform.LibraryCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a jar of small files in the place of NVIDIA's. */
class CudaLibsCommandTest {
  private static final List<String> LIBRARIES =
      List.of(
          "libcublas.so.11",
          "libcublasLt.so.11",
          "libcudart.so.11.0",
          "libcudnn.so.8",
          "libcudnn_cnn_infer.so.8",
          "libcudnn_cnn_train.so.8",
          "libcudnn_ops_infer.so.8",
          "libcudnn_ops_train.so.8",
          "libnvrtc-builtins.so.11.8",
          "libnvrtc.so.11.2");

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private LibraryCache cache;

  @BeforeEach
  void emptyCache() {
    cache = new LibraryCache(folder.resolve("cache/cuda"));
  }

  private Path jar(List<String> libraries) throws IOException {
    Path jar = folder.resolve("redist.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String name : libraries) {
        zip.putNextEntry(new ZipEntry("org/bytedeco/cuda/linux-x86_64/" + name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return jar;
  }

  private static CudaLibsCommand.Source source(URI address, Path jar) throws IOException {
    long bytes = Files.size(jar);
    return new CudaLibsCommand.Source(address, Sha256.ofUncompressed(jar), bytes, bytes);
  }

  private static CudaLibsCommand.Source unreachable(Path jar) throws IOException {
    return source(URI.create("http://127.0.0.1:1/redist.jar"), jar);
  }

  private void install(CudaLibsCommand.Source source, Optional<Path> from) throws IOException {
    CudaLibsCommand.install(source, cache, from, new PrintWriter(out, true));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void onlyWhatIsNeededIsUnpackedAndTheGivenJarStays() throws Exception {
    List<String> more = new ArrayList<>(LIBRARIES);
    more.addAll(List.of("libnpps.so.11", "libcusolver.so.11", "libnccl.so.2"));
    Path jar = jar(more);
    install(unreachable(jar), Optional.of(jar));
    assertThat(names(cache.folder())).isEqualTo(LIBRARIES);
    assertThat(cache.folder().resolve("libnvrtc.so.11.2")).hasContent("libnvrtc.so.11.2");
    assertThat(jar).exists();
    install(unreachable(jar), Optional.empty());
    assertThat(out.toString()).endsWith("already there: " + cache.folder() + "\n");
  }

  @Test
  void anotherJarIsRefusedBeforeAnythingIsUnpacked() throws Exception {
    Path jar = jar(LIBRARIES);
    CudaLibsCommand.Source source = unreachable(jar);
    Files.writeString(jar, "something else");
    assertThatThrownBy(() -> install(source, Optional.of(jar)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(jar + ": found SHA-256")
        .hasMessageContaining("expected " + source.sha256());
    assertThat(names(cache.folder().getParent())).containsExactly("cuda.lock");
  }

  @Test
  void aJarThatLacksALibraryLeavesTheCacheAsItWas() throws Exception {
    Path jar = jar(LIBRARIES.subList(0, 5));
    assertThatThrownBy(() -> install(unreachable(jar), Optional.of(jar)))
        .hasMessage(jar + " has no libcudnn_ops_infer.so.8");
    assertThat(names(cache.folder().getParent())).containsExactly("cuda.lock");
  }

  @Test
  void theDownloadGoesOnWhereItStoppedAndIsDeletedAtTheEnd() throws Exception {
    Path jar = jar(LIBRARIES);
    byte[] content = Files.readAllBytes(jar);
    int there = 100;
    Files.createDirectories(cache.folder().getParent());
    Files.write(
        cache.folder().resolveSibling("cuda.jar.part"), java.util.Arrays.copyOf(content, there));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> ranges = new ArrayList<>();
    server.createContext(
        "/redist.jar",
        exchange -> {
          ranges.add(exchange.getRequestHeaders().getFirst("Range"));
          exchange
              .getResponseHeaders()
              .add("Content-Range", "bytes 100-" + (content.length - 1) + "/" + content.length);
          exchange.sendResponseHeaders(206, content.length - there);
          exchange.getResponseBody().write(content, there, content.length - there);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/redist.jar");
      install(source(address, jar), Optional.empty());
    } finally {
      server.stop(0);
    }
    assertThat(ranges).containsExactly("bytes=100-");
    assertThat(names(cache.folder().getParent())).containsExactly("cuda", "cuda.lock");
    assertThat(names(cache.folder())).isEqualTo(LIBRARIES);
    assertThat(out.toString()).contains("100%");
  }

  @Test
  void aFullDiskIsSaidBeforeTheDownload() throws Exception {
    Path jar = jar(LIBRARIES);
    CudaLibsCommand.Source source =
        new CudaLibsCommand.Source(
            URI.create("http://127.0.0.1:1/"), "0", Long.MAX_VALUE / 2, Long.MAX_VALUE / 4);
    assertThatThrownBy(() -> install(source, Optional.of(jar)))
        .hasMessageContaining("bytes free, expected " + "2,305,843,009,213,693,951 or more");
  }
}
