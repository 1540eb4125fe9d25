package graft.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Headless Chromium, driven over the DevTools protocol. That takes half a dozen methods of a stable
 * protocol and the WebSocket of Java; Selenium would bring a driver that has to be installed in
 * Chromium's own version, and twenty libraries, to send the same messages.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">the protocol</a>
 */
public final class Browser implements AutoCloseable {
  /** Names the program, where it is not Debian's. */
  private static final String PROGRAM = System.getProperty("graft.test.chromium", "chromium");

  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final long SECONDS_TO_END = 20;

  private final Process process;
  private final DevTools devTools;

  private Browser(Process process, DevTools devTools) {
    this.process = process;
    this.devTools = devTools;
  }

  /**
   * Starts one that asks nobody for anything by itself.
   *
   * @param profile an empty folder
   * @throws IOException if it does not start; says what it said
   */
  public static Browser start(Path profile) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    PROGRAM,
                    "--headless",
                    "--no-sandbox", // tests may run as root, in a container
                    "--disable-gpu",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--no-first-run",
                    "--remote-debugging-port=0",
                    "--user-data-dir=" + profile,
                    "about:blank"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Browser(process, DevTools.connect(HttpClient.newHttpClient(), address(process)));
    } catch (IOException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI address(Process process) throws IOException {
    StringBuilder said = new StringBuilder();
    BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        Thread rest = new Thread(() -> lines.lines().forEach(unused -> {}), "what Chromium says");
        rest.setDaemon(true);
        rest.start();
        return URI.create(listening.group(1));
      }
      said.append(line).append('\n');
    }
    throw new IOException(PROGRAM + " ended before it listened: " + said);
  }

  /**
   * Opens a page, and waits until it is loaded.
   *
   * @param width of the window, in pixels
   * @param dark whether the reader prefers dark pages
   */
  public Tab open(Path file, int width, boolean dark) {
    return Tab.open(devTools, file.toUri(), width, dark);
  }

  /** Ends it. */
  @Override
  public void close() {
    devTools.close();
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
