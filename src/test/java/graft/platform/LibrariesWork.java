package graft.platform;

import static org.assertj.core.api.Assertions.assertThat;

import graft.crash.Done;
import graft.crash.Work;
import graft.fetch.Downloader;
import graft.fetch.FetchListener;
import graft.fetch.FileProblem;
import graft.fetch.MirrorServer;
import graft.fetch.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** NVIDIA's libraries, downloaded and unpacked, into another folder in each round. */
public final class LibrariesWork implements Work, AutoCloseable {
  private static final DriverFacts DRIVER = new DriverFacts("580.65.06", 13000, OptionalInt.of(90));
  private static final FetchListener SILENT =
      new FetchListener() {
        @Override
        public void message(String text) {}

        @Override
        public void progress(String what, long done, long total) {}
      };
  private final MirrorServer mirror;

  public LibrariesWork() throws IOException {
    mirror = new MirrorServer();
  }

  @Override
  public String name() {
    return "libraries";
  }

  private static LibrarySet set(MadeUpArchives archives) throws IOException {
    return archives.jar(CudaStack.CUDA_12, "12.6", "9.5");
  }

  /** The mirror lives as long as this. */
  @Override
  public void prepare(Path folder) throws IOException {
    MadeUpArchives archives = new MadeUpArchives(mirror.uri());
    set(archives);
    archives.files.forEach(mirror::serve);
    Files.writeString(folder.resolve("mirror"), mirror.uri().toString());
    for (var file :
        archives.files.entrySet()) { // a jar's entries have the time at which it was made
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    assertThat(write(folder, 0, 0, false)).isZero();
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) throws IOException {
    MadeUpArchives archives =
        new MadeUpArchives(URI.create(Files.readString(folder.resolve("mirror"))));
    LibrarySet made = set(archives);
    LibraryArchive archive = made.archives().get(0);
    Path served = folder.resolve(archive.name());
    LibrarySet wanted =
        new LibrarySet(
            made.stack(),
            made.cuda(),
            made.dnn(),
            90,
            List.of(
                new LibraryArchive(
                    archive.name(),
                    Sha256.ofUncompressed(served),
                    Files.size(served),
                    archive.source())),
            1000);
    try {
      new LibraryInstaller(
              folder.resolve("cache-" + round),
              new LibraryChoice(List.of(wanted), DRIVER),
              new Downloader(Duration.ofSeconds(2), Duration.ofSeconds(20), SILENT),
              SILENT)
          .download(Optional.empty());
      return 0;
    } catch (IOException e) {
      System.err.println(FileProblem.of(e));
      return 1;
    }
  }

  @Override
  public boolean refusesASecond() {
    return true;
  }

  @Override
  public void judge(Path folder, Done done) throws IOException {
    int last = done.last();
    for (int round = 0; round <= last + 1; round++) {
      Path libraries = folder.resolve("cache-" + round).resolve("cuda-12.6-cudnn-9.5");
      if (done.has(round) || Files.exists(libraries)) {
        for (String name : LibraryCache.required(CudaStack.CUDA_12)) {
          assertThat(libraries.resolve(name)).hasContent(name);
        }
        assertThat(UnpackedFiles.areNoted(libraries)).isTrue();
        assertThat(LibraryCache.isDamaged(libraries)).isFalse();
      }
    }
  }

  @Override
  public void close() {
    mirror.close();
  }
}
