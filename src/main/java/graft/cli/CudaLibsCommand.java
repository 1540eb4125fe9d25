package graft.cli;

import graft.fetch.Downloader;
import graft.fetch.FetchListener;
import graft.platform.DeviceSelection;
import graft.platform.DeviceUnavailableException;
import graft.platform.LibraryCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code graft cuda-libs}: fills the cache of NVIDIA's libraries from Maven Central. */
@Command(
    name = "cuda-libs",
    description =
        "Brings cuBLAS, cuDNN and NVRTC of CUDA 11.8 into the cache (2.1 GB to download), for a"
            + " machine that has NVIDIA's driver alone.",
    mixinStandardHelpOptions = true)
final class CudaLibsCommand implements Callable<Integer> {

  /**
   * A jar with NVIDIA's libraries.
   *
   * @param sha256 of the jar
   * @param bytes of the jar
   * @param unpackedBytes of what is taken from it
   */
  record Source(URI address, String sha256, long bytes, long unpackedBytes) {
    /** NVIDIA's redistributable libraries as the JavaCPP project packs them, unchanged. */
    static final Source MAVEN_CENTRAL =
        new Source(
            URI.create(
                "https://repo1.maven.org/maven2/org/bytedeco/cuda/11.8-8.6-1.5.8/"
                    + "cuda-11.8-8.6-1.5.8-linux-x86_64-redist.jar"),
            "72a4207d208b9bff92852ffe5930fd3f25ebb3c8803b06dfd75263f471bcbdb1",
            2_089_509_296L,
            1_871_586_200L);
  }

  @Option(names = "--from", paramLabel = "FILE", description = "the jar, already downloaded")
  private Optional<Path> from = Optional.empty();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    LibraryCache.refusal(DeviceSelection.Facts.real())
        .ifPresent(
            why -> {
              throw new DeviceUnavailableException(why);
            });
    install(Source.MAVEN_CENTRAL, LibraryCache.ofUser(), from, spec.commandLine().getOut());
    return CommandLine.ExitCode.OK;
  }

  /** Does nothing where the cache is filled. */
  static void install(Source source, LibraryCache cache, Optional<Path> from, PrintWriter out)
      throws IOException {
    if (cache.isFilled()) {
      out.println("already there: " + cache.folder());
      return;
    }
    Path parent = cache.folder().toAbsolutePath().getParent();
    Files.createDirectories(parent);
    try (FileChannel channel =
            FileChannel.open(
                parent.resolve(cache.folder().getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("another process is filling " + cache.folder());
      }
      Path jar = from.orElseGet(() -> parent.resolve(cache.folder().getFileName() + ".jar"));
      requireSpace(parent, source, jar, from.isPresent());
      obtain(source, jar, from.isPresent(), new DataProgress(out));
      cache.fill(jar, library -> out.println("  " + library));
      if (from.isEmpty()) {
        Files.delete(jar);
      }
    }
    out.println("done: " + cache.folder());
  }

  private static void obtain(Source source, Path jar, boolean given, FetchListener listener)
      throws IOException {
    if (given) {
      listener.message("checking " + jar);
      Downloader.check(jar, source.sha256());
    } else {
      new Downloader(listener).fetch(source.address(), source.sha256(), jar);
    }
    listener.message("unpacking " + jar);
  }

  /** Says so before gigabytes are downloaded in vain. */
  private static void requireSpace(Path folder, Source source, Path jar, boolean given)
      throws IOException {
    Path part = Downloader.part(jar);
    long there = Files.exists(part) ? Files.size(part) : 0;
    long needed = source.unpackedBytes() + (given ? 0 : Math.max(0, source.bytes() - there));
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new IOException(
          "%s has %,d bytes free, expected %,d or more (XDG_CACHE_HOME sets another place)"
              .formatted(folder, free, needed));
    }
  }
}
