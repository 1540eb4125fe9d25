package graft.browser;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A page in a browser: what it asked for, what it complained of, and what can be asked of it. */
public final class Tab {
  private final DevTools devTools;
  private final String session;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Boolean> loaded = new CompletableFuture<>();

  private Tab(DevTools devTools, String session) {
    this.devTools = devTools;
    this.session = session;
  }

  static Tab open(DevTools devTools, URI page, int width, boolean dark) {
    String target =
        devTools
            .ask("", "Target.createTarget", DevTools.parameters().put("url", "about:blank"))
            .path("targetId")
            .asText();
    String session =
        devTools
            .ask(
                "",
                "Target.attachToTarget",
                DevTools.parameters().put("targetId", target).put("flatten", true))
            .path("sessionId")
            .asText();
    Tab tab = new Tab(devTools, session);
    devTools.listen(tab::hear);
    tab.load(page, width, dark);
    return tab;
  }

  private void load(URI page, int width, boolean dark) {
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      ask(domain + ".enable", DevTools.parameters());
    }
    ask(
        "Emulation.setDeviceMetricsOverride",
        DevTools.parameters()
            .put("width", width)
            .put("height", 900)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 600));
    ObjectNode media = DevTools.parameters();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    ask("Emulation.setEmulatedMedia", media);
    ask("Page.navigate", DevTools.parameters().put("url", page.toString()));
    DevTools.await(loaded);
  }

  private JsonNode ask(String method, ObjectNode parameters) {
    return devTools.ask(session, method, parameters);
  }

  private void hear(JsonNode event) {
    if (!event.path("sessionId").asText().equals(session)) {
      return;
    }
    JsonNode said = event.path("params");
    switch (event.path("method").asText()) {
      case "Network.requestWillBeSent" -> requests.add(said.at("/request/url").asText());
      case "Runtime.exceptionThrown" -> errors.add(said.path("exceptionDetails").toString());
      case "Runtime.consoleAPICalled" -> hear(said.path("type").asText(), said);
      case "Log.entryAdded" -> hear(said.at("/entry/level").asText(), said.path("entry"));
      case "Page.loadEventFired" -> loaded.complete(true);
      default -> {}
    }
  }

  private void hear(String level, JsonNode said) {
    if (level.equals("error") || level.equals("warning")) {
      errors.add(said.toString());
    }
  }

  /** All that it asked for, itself first, but for what is in the page. */
  public List<String> requests() {
    return requests.stream().filter(url -> !url.startsWith("data:")).toList();
  }

  /** What it complained of in the console. */
  public List<String> errors() {
    return List.copyOf(errors);
  }

  /**
   * What an expression of JavaScript gives; a promise is waited for.
   *
   * @throws IllegalStateException if it throws
   */
  public JsonNode evaluate(String expression) {
    JsonNode answer =
        ask(
            "Runtime.evaluate",
            DevTools.parameters()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new IllegalStateException(answer.get("exceptionDetails").toString());
    }
    return answer.at("/result/value");
  }

  /**
   * Faults of accessibility that axe-core finds, the serious and critical ones, each with where it
   * is.
   */
  public List<String> accessibilityFaults() throws IOException {
    try (InputStream axe =
        Objects.requireNonNull(Tab.class.getResourceAsStream("/axe.min.js"), "axe-core")) {
      evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8) + "; true");
    }
    JsonNode found =
        evaluate(
            """
            axe.run(document, {resultTypes: ['violations']}).then(result =>
              result.violations
                .filter(fault => fault.impact === 'serious' || fault.impact === 'critical')
                .flatMap(fault => fault.nodes.map(node =>
                  fault.id + ': ' + node.html.slice(0, 200) + ': ' + node.failureSummary)))
            """);
    List<String> faults = new ArrayList<>();
    found.forEach(fault -> faults.add(fault.asText()));
    return faults;
  }
}
