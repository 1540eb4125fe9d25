package graft.browser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Messages to Chromium and its answers and events, over a WebSocket. */
final class DevTools implements WebSocket.Listener {
  /** Ends a test whose browser hangs; no answer takes nearly as long. */
  private static final long SECONDS = 120;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final List<Consumer<JsonNode>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger lastId = new AtomicInteger();
  private final StringBuilder message = new StringBuilder();
  private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

  private DevTools() {}

  static DevTools connect(HttpClient client, URI address) throws IOException {
    DevTools devTools = new DevTools();
    try {
      devTools.socket.complete(client.newWebSocketBuilder().buildAsync(address, devTools).join());
    } catch (CompletionException e) {
      throw new IOException("no WebSocket to " + address, e);
    }
    return devTools;
  }

  /** Told each event. */
  void listen(Consumer<JsonNode> listener) {
    listeners.add(listener);
  }

  /**
   * Asks, and waits for the answer.
   *
   * @param session of a tab; empty for the browser
   * @throws IllegalStateException if Chromium refuses
   */
  JsonNode ask(String session, String method, ObjectNode parameters) {
    int id = lastId.incrementAndGet();
    ObjectNode request = JSON.createObjectNode().put("id", id).put("method", method);
    request.set("params", parameters);
    if (!session.isEmpty()) {
      request.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    socket.join().sendText(request.toString(), true).join();
    JsonNode found = answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
    if (found.has("error")) {
      throw new IllegalStateException(method + ": " + found.get("error"));
    }
    return found.path("result");
  }

  /** Waits for what an event completes. */
  static <T> T await(CompletableFuture<T> event) {
    return event.orTimeout(SECONDS, TimeUnit.SECONDS).join();
  }

  static ObjectNode parameters() {
    return JSON.createObjectNode();
  }

  @Override
  public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      receive(message.toString());
      message.setLength(0);
    }
    webSocket.request(1);
    return CompletableFuture.completedStage(null);
  }

  private void receive(String text) {
    JsonNode received;
    try {
      received = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Chromium sent no JSON: " + text, e);
    }
    if (received.has("id")) {
      CompletableFuture<JsonNode> answer = asked.remove(received.get("id").asInt());
      answer.complete(received);
    } else {
      listeners.forEach(listener -> listener.accept(received));
    }
  }

  @Override
  public void onError(WebSocket webSocket, Throwable error) {
    asked.values().forEach(answer -> answer.completeExceptionally(error));
  }

  void close() {
    socket.join().abort();
  }
}
