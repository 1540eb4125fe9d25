package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A proxy that wants an account before it tunnels to an https address. Java gives it none unless it
 * was told so before its first connection, so this is a process of its own.
 */
class HttpsProxyTest {
  private static final String NO_ACCOUNT =
      String.join(
          "\r\n",
          "HTTP/1.1 407 Proxy Authentication Required",
          "Proxy-Authenticate: Basic realm=\"lab\"",
          "Content-Length: 0",
          "",
          "");
  private static final String NOTHING_BEHIND =
      String.join("\r\n", "HTTP/1.1 502 Bad Gateway", "Content-Length: 0", "", "");

  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

  /** Fetches a file through the proxy that the environment's https_proxy names, and says how. */
  static final class Program {
    private Program() {}

    public static void main(String[] arguments) throws IOException {
      Downloader downloader =
          new Downloader(
              Duration.ofSeconds(5),
              Duration.ofSeconds(5),
              new FetchListener() {},
              EnvironmentProxies.selector(Map.of("https_proxy", arguments[0])));
      Path folder = Files.createTempDirectory("fetched");
      try {
        downloader.fetch(
            "Digits",
            List.of(URI.create("https://mirror.example/set/")),
            List.of(new RemoteFile("file", "0".repeat(64))),
            folder);
      } catch (IOException e) {
        System.out.println(e.getMessage());
      } finally {
        Files.deleteIfExists(folder);
      }
    }
  }

  @Test
  void theAccountIsSentBeforeTheTunnel() throws IOException, InterruptedException {
    String account =
        Base64.getEncoder().encodeToString("ann:s:cret".getBytes(StandardCharsets.UTF_8));
    try (ServerSocket proxy = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread answers = new Thread(() -> answer(proxy, account));
      answers.setDaemon(true);
      answers.start();
      Process program =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Program.class.getName(),
                  "http://ann:s%3Acret@127.0.0.1:" + proxy.getLocalPort())
              .redirectErrorStream(true)
              .start();
      String said = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(program.waitFor()).as(said).isZero();
      assertThat(requests)
          .as(said)
          .contains("CONNECT mirror.example:443", "CONNECT mirror.example:443 with the account");
      assertThat(said).contains("https_proxy=http://127.0.0.1:").doesNotContain("cret");
    }
  }

  private void answer(ServerSocket proxy, String account) {
    while (true) {
      try (Socket client = proxy.accept()) {
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = client.getOutputStream();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String request = line.replace(" HTTP/1.1", "");
          boolean known = false;
          for (String header = in.readLine();
              header != null && !header.isEmpty();
              header = in.readLine()) {
            known |= header.equalsIgnoreCase("Proxy-Authorization: Basic " + account);
          }
          requests.add(request + (known ? " with the account" : ""));
          out.write((known ? NOTHING_BEHIND : NO_ACCOUNT).getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        if (proxy.isClosed()) {
          return;
        }
      }
    }
  }
}
