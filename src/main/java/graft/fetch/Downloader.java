package graft.fetch;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Downloads files over HTTP, from the first of several mirrors that has them. A file is built up
 * under a {@code .part} name, which a later call goes on with, and gets its own name only when the
 * SHA-256 of its uncompressed content is right.
 */
public final class Downloader {
  private static final int ATTEMPTS = 4; // in a row that bring no byte more

  private final HttpTransfer transfer;
  private final TransferFailure failures;
  private final Duration connect;
  private final FetchListener listener;

  /** Timeouts for a machine on the Internet, short enough to fall through on one that is not. */
  public Downloader(FetchListener listener) {
    this(Duration.ofSeconds(4), Duration.ofSeconds(20), listener);
  }

  /**
   * @param connect the limit for reaching a mirror
   * @param stall the limit for waiting for an answer, or for the next byte
   */
  public Downloader(Duration connect, Duration stall, FetchListener listener) {
    this(connect, stall, listener, EnvironmentProxies.selector(System.getenv()));
  }

  Downloader(Duration connect, Duration stall, FetchListener listener, EnvironmentProxies proxies) {
    this.connect = connect;
    this.listener = listener;
    this.failures = new TransferFailure(proxies);
    this.transfer =
        new HttpTransfer(
            () ->
                ProxyAccount.into(
                        HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .followRedirects(HttpClient.Redirect.NORMAL)
                            .connectTimeout(connect),
                        proxies)
                    .build(),
            stall);
  }

  /**
   * Fetches files, in place of what the folder has under their names.
   *
   * @param title for messages, what the files are together
   * @param mirrors folders that serve the files, in order of preference
   * @return the mirrors that served a file
   * @throws FetchException if a file could not be had from any mirror; it says why for each
   */
  public Set<URI> fetch(String title, List<URI> mirrors, List<RemoteFile> files, Path folder)
      throws FetchException {
    Set<URI> used = new LinkedHashSet<>();
    Map<URI, String> reasons = new LinkedHashMap<>();
    try {
      Files.createDirectories(folder);
      Map<URI, CompletableFuture<Void>> probes = new LinkedHashMap<>();
      if (!files.isEmpty()) {
        String any = files.get(0).name();
        mirrors.forEach(mirror -> probes.put(mirror, probe(mirror.resolve(any))));
      }
      long deadline = System.nanoTime() + connect.toNanos() + 1_000_000_000L;
      List<URI> left = new ArrayList<>(mirrors);
      for (RemoteFile file : files) {
        boolean got = false;
        while (!got && !left.isEmpty()) {
          URI mirror = left.get(0);
          Optional<String> failure = failureOf(mirror, probes.get(mirror), deadline);
          if (failure.isEmpty()) {
            failure =
                fetchFile(mirror.resolve(file.name()), file.sha256(), folder.resolve(file.name()));
          }
          if (failure.isEmpty()) {
            got = true;
            used.add(mirror);
          } else {
            reasons.put(mirror, failure.get());
            left.remove(0);
          }
        }
        if (!got) {
          throw new FetchException(
              title + " could not be downloaded: " + TransferFailure.summary(reasons));
        }
      }
      return used;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("the download of " + title + " was interrupted", e);
    } catch (FetchException e) {
      throw e;
    } catch (IOException e) {
      throw new FetchException(
          title + " cannot be written to " + folder + ": " + FileProblem.cause(e), e);
    }
  }

  /**
   * Fetches one file.
   *
   * @param sha256 of the file's content, uncompressed if it is gzipped
   * @throws FetchException if it could not be had
   */
  public void fetch(URI address, String sha256, Path target) throws FetchException {
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      Optional<String> failure = fetchFile(address, sha256, target);
      if (failure.isPresent()) {
        throw new FetchException(address + " could not be downloaded: " + failure.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("the download of " + address + " was interrupted", e);
    } catch (FetchException e) {
      throw e;
    } catch (IOException e) {
      throw new FetchException(target + " cannot be written: " + FileProblem.cause(e), e);
    }
  }

  /**
   * Reads a small file whose checksum nobody knows beforehand.
   *
   * @param limit how many bytes it may have
   * @return its content, which is for the caller to judge
   * @throws FetchException if it could not be had, or is larger
   */
  public byte[] read(URI address, int limit) throws FetchException {
    listener.message("reading " + address);
    try {
      Path copy = Files.createTempFile("graft-", ".part");
      try {
        readInto(copy, address);
        if (Files.size(copy) > limit) {
          throw new FetchException(
              address + " has " + Files.size(copy) + " bytes, expected at most " + limit);
        }
        return Files.readAllBytes(copy);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("the download of " + address + " was interrupted", e);
    } catch (FetchException e) {
      throw e;
    } catch (IOException e) {
      throw new FetchException(address + " could not be read: " + failures.reason(e, address), e);
    }
  }

  private CompletableFuture<Void> probe(URI address) {
    Optional<String> obstacle = failures.obstacle(address);
    return obstacle.isPresent()
        ? CompletableFuture.failedFuture(new IOException(obstacle.get()))
        : transfer.probe(address);
  }

  private void readInto(Path copy, URI address) throws IOException, InterruptedException {
    Optional<String> obstacle = failures.obstacle(address);
    if (obstacle.isPresent()) {
      throw new FetchException(address + " could not be read: " + obstacle.get());
    }
    for (int attempt = 1; ; attempt++) {
      try {
        transfer.run(address, copy, (done, total) -> {});
        return;
      } catch (FetchException
          | HttpTransfer.StatusException
          | HttpConnectTimeoutException
          | ConnectException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
        listener.message(
            address + ": " + failures.reason(e, address) + "; going on where it stopped");
        Thread.sleep(200L * attempt);
      }
    }
  }

  /**
   * Checks a file that someone else fetched.
   *
   * @throws FetchException if it is not the one with this SHA-256 of the uncompressed content
   */
  public static void check(Path file, String sha256) throws FetchException {
    if (!Files.isReadable(file)) {
      throw new FetchException(file + " does not exist or cannot be read");
    }
    Optional<String> wrong = Sha256.mismatch(file, sha256);
    if (wrong.isPresent()) {
      throw new FetchException(file + ": " + wrong.get());
    }
  }

  /** Where a file lies while it is not whole; a later call goes on with it. */
  public static Path part(Path target) {
    return target.resolveSibling(target.getFileName() + ".part");
  }

  /** Empty if the file is there now, else why not. */
  private Optional<String> fetchFile(URI address, String sha256, Path target)
      throws IOException, InterruptedException {
    Optional<String> obstacle = failures.obstacle(address);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    Path part = part(target);
    String name = String.valueOf(target.getFileName());
    listener.message("downloading " + address);
    long best = 0;
    for (int attempt = 1; ; attempt++) {
      boolean resumed = Files.exists(part);
      try {
        transfer.run(address, part, (done, total) -> listener.progress(name, done, total));
      } catch (FetchException e) {
        throw e;
      } catch (HttpTransfer.StatusException | HttpConnectTimeoutException | ConnectException e) {
        return Optional.of(failures.reason(e, address));
      } catch (IOException e) {
        long reached = Files.exists(part) ? Files.size(part) : 0;
        if (reached > best) {
          best = reached;
          attempt = 1; // a line that breaks but gets on is worth holding on to
        } else if (attempt >= ATTEMPTS) {
          return Optional.of(failures.reason(e, address));
        }
        listener.message(name + ": " + failures.reason(e, address) + "; going on where it stopped");
        Thread.sleep(200L * attempt);
        continue;
      }
      Optional<String> wrong = Sha256.mismatch(part, sha256);
      if (wrong.isEmpty()) {
        AtomicFile.rename(part, target);
        return Optional.empty();
      }
      Files.delete(part);
      // What was there before may have been of another mirror's making: once more, from the start.
      if (!resumed || attempt == ATTEMPTS) {
        return wrong;
      }
      listener.message(name + ": " + wrong.get() + "; starting over");
    }
  }

  private Optional<String> failureOf(URI mirror, CompletableFuture<Void> probe, long deadline)
      throws InterruptedException {
    try {
      probe.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      return Optional.empty();
    } catch (TimeoutException e) {
      return Optional.of("no answer in time" + failures.via(mirror));
    } catch (ExecutionException e) {
      return failures.obstacle(mirror).or(() -> Optional.of(failures.reason(e.getCause(), mirror)));
    }
  }
}
