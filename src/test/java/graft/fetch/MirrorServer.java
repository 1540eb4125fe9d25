package graft.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A mirror on the loopback device that can misbehave in the ways that real ones do. */
public final class MirrorServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile boolean ranges = true;
  private volatile int cutAfter = -1;
  private final AtomicInteger cuts = new AtomicInteger();
  private volatile boolean hang;

  /** Starts it; it has no files. */
  public MirrorServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** The folder that it serves. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/set/");
  }

  /** Has a file of this name and content from now on. */
  public MirrorServer serve(String name, byte[] content) {
    files.put("/set/" + name, content);
    return this;
  }

  /** Answers as if no Range had been asked for. */
  MirrorServer ignoreRanges() {
    ranges = false;
    return this;
  }

  /** Breaks the connection after so many bytes of a body, the next so many times. */
  public MirrorServer cut(int bytes, int times) {
    cutAfter = bytes;
    cuts.set(times);
    return this;
  }

  /** Stops sending after {@link #cut}'s bytes instead of breaking the connection. */
  MirrorServer hang() {
    hang = true;
    return this;
  }

  /** What was asked for with GET: file names, with the range if there was one. */
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] content = files.get(path);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(content == null ? 404 : 200, -1);
        return;
      }
      String range = exchange.getRequestHeaders().getFirst("Range");
      requests.add(path.substring("/set/".length()) + (range == null ? "" : " " + range));
      if (content == null) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      int from = 0;
      if (range != null && ranges) {
        from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from >= content.length) {
          exchange.sendResponseHeaders(416, -1);
          return;
        }
        exchange
            .getResponseHeaders()
            .add(
                "Content-Range",
                "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
      send(exchange.getResponseBody(), content, from);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(OutputStream out, byte[] content, int from)
      throws IOException, InterruptedException {
    boolean longer = content.length - from > cutAfter;
    if (longer && cuts.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      out.write(content, from, cutAfter);
      out.flush();
      if (hang) {
        Thread.sleep(60_000);
      }
      return; // closing the exchange with bytes owed breaks the connection
    }
    out.write(content, from, content.length - from);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
