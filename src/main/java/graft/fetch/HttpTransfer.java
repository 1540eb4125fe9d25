package graft.fetch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Transfers one file over HTTP, going on where an earlier transfer stopped. */
final class HttpTransfer {
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int PROXY_WANTS_ACCOUNT = 407;
  private static final int TICK_MILLIS = 100;

  private final Supplier<HttpClient> maker;
  private final Duration stall;
  private Optional<HttpClient> made = Optional.empty();

  /**
   * @param maker of a client, whose connect timeout holds; asked when something is transferred for
   *     the first time
   * @param stall how long no byte may come before the transfer is given up; the client's own
   *     timeout ends with the response's headers
   */
  HttpTransfer(Supplier<HttpClient> maker, Duration stall) {
    this.maker = maker;
    this.stall = stall;
  }

  /**
   * @throws FetchException if Java's TLS does not start, which a client wants for http as well
   */
  private synchronized HttpClient client() throws FetchException {
    if (made.isEmpty()) {
      try {
        made = Optional.of(maker.get());
      } catch (UncheckedIOException | LinkageError e) {
        throw new FetchException(
            "Java's TLS does not start (%s); expected sound options javax.net.ssl.* and jdk.tls.*"
                    .formatted(innermost(e))
                + " (JAVA_TOOL_OPTIONS may set them), and a Java whose lib/security/cacerts and"
                + " conf/security/java.security are whole",
            e);
      }
    }
    return made.get();
  }

  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  /** Hears how far a transfer is; total is -1 where the server does not say. */
  interface Progress {
    void at(long done, long total);
  }

  /** The server answered with something else than the file. */
  static final class StatusException extends IOException {
    private static final long serialVersionUID = 1L;

    StatusException(int status) {
      super(
          status == PROXY_WANTS_ACCOUNT
              ? "the proxy refuses without its name and password, as http://NAME:PASSWORD@HOST:PORT"
              : "HTTP status " + status);
    }
  }

  /**
   * Transfers what the local file lacks. Where the server says that nothing is lacking, or does not
   * know ranges, that is well too; whether the bytes are right is the caller's to check.
   *
   * @throws StatusException if the server does not serve the file
   * @throws FetchException if the local file cannot be written, which no other attempt mends
   * @throws IOException if the connection failed or stalled; the local file keeps what came
   */
  void run(URI uri, Path part, Progress progress) throws IOException, InterruptedException {
    HttpClient client = client();
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(stall).GET();
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    FileSink sink = new FileSink(part);
    HttpResponse.BodyHandler<Void> handler =
        info -> {
          boolean rest = info.statusCode() == PARTIAL && startsAt(info, have);
          if (info.statusCode() != OK && !rest) {
            return BodySubscribers.discarding();
          }
          sink.startAt(
              rest ? have : 0, info.headers().firstValueAsLong("Content-Length").orElse(-1));
          return sink;
        };
    int status;
    try {
      status = await(client.sendAsync(request.build(), handler), sink, progress);
    } catch (IOException e) {
      Optional<IOException> refused = sink.failure();
      throw refused.isEmpty()
          ? e
          : new FetchException(
              part + " cannot be written: " + FileProblem.cause(refused.get()), refused.get());
    }
    if (status == OK || (status == PARTIAL && sink.started())) {
      progress.at(sink.done(), sink.done());
    } else if (status == PARTIAL) {
      throw new IOException("the server sent another range than was asked for");
    } else if (!(status == RANGE_NOT_SATISFIABLE && have > 0)) {
      throw new StatusException(status);
    }
  }

  /** Whether the server can be reached at all; its answer does not matter. */
  CompletableFuture<Void> probe(URI uri) {
    HttpClient client;
    try {
      client = client(); // before a request: Java then reads what ProxyAccount sets
    } catch (FetchException e) {
      return CompletableFuture.failedFuture(e);
    }
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(stall)
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    return client.sendAsync(request, BodyHandlers.discarding()).thenApply(response -> null);
  }

  private int await(
      CompletableFuture<HttpResponse<Void>> exchange, FileSink sink, Progress progress)
      throws IOException, InterruptedException {
    long asked = System.nanoTime();
    try {
      while (true) {
        try {
          return exchange.get(TICK_MILLIS, TimeUnit.MILLISECONDS).statusCode();
        } catch (TimeoutException tick) {
          if (sink.started()) {
            progress.at(sink.done(), sink.total());
          }
          // Before the body, the request's own timeout holds; twice that also bounds the reading of
          // an answer that is thrown away.
          Duration idle =
              sink.started()
                  ? sink.idle()
                  : Duration.ofNanos(System.nanoTime() - asked).dividedBy(2);
          if (idle.compareTo(stall) > 0) {
            throw new HttpTimeoutException("no byte came for " + stall.toSeconds() + " s");
          }
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
    } finally {
      exchange.cancel(true);
      sink.close();
    }
  }

  private static boolean startsAt(HttpResponse.ResponseInfo info, long position) {
    return info.headers()
        .firstValue("Content-Range")
        .filter(range -> range.startsWith("bytes " + position + "-"))
        .isPresent();
  }
}
