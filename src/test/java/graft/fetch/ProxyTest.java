package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads through proxies that want an account, are of another kind, or are not there. */
class ProxyTest {
  private static final URI MIRROR = URI.create("http://mirror.example/set/");
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private HttpServer proxy;

  @BeforeEach
  void startProxy() throws IOException {
    String account =
        Base64.getEncoder().encodeToString("ann:s:cret".getBytes(StandardCharsets.UTF_8));
    proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext(
        "/",
        exchange -> {
          boolean known =
              ("Basic " + account)
                  .equals(exchange.getRequestHeaders().getFirst("Proxy-Authorization"));
          exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"lab\"");
          boolean head = exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(known ? 200 : 407, head ? -1 : known ? CONTENT.length : -1);
          if (known && !head) {
            exchange.getResponseBody().write(CONTENT);
          }
          exchange.close();
        });
    proxy.start();
  }

  @AfterEach
  void stopProxy() {
    proxy.stop(0);
  }

  private void fetch(String variable) throws IOException {
    Map<String, String> environment =
        Map.of(
            "http_proxy", variable.replace("PROXY", "127.0.0.1:" + proxy.getAddress().getPort()));
    new Downloader(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            new FetchListener() {},
            EnvironmentProxies.selector(environment))
        .fetch(
            "Digits",
            List.of(MIRROR),
            List.of(
                new RemoteFile(
                    "file", java.util.HexFormat.of().formatHex(Sha256.digest().digest(CONTENT)))),
            folder);
  }

  @Test
  void nameAndPasswordAreSent() throws IOException {
    fetch("http://ann:s%3Acret@PROXY");
    assertThat(folder.resolve("file")).hasBinaryContent(CONTENT);
  }

  @Test
  void aMissingOrWrongAccountIsSaidAndTheProxyNamed() {
    assertThatThrownBy(() -> fetch("http://PROXY"))
        .hasMessageContaining("http_proxy=http://127.0.0.1:" + proxy.getAddress().getPort())
        .hasMessageContaining("name and password");
    assertThatThrownBy(() -> fetch("http://ann:wrong@PROXY"))
        .hasMessageContaining("through the proxy http_proxy=http://127.0.0.1:")
        .message()
        .doesNotContain("wrong");
  }

  @Test
  void aProxyOfAnotherKindIsNamed() {
    for (String scheme : List.of("socks5", "socks5h", "socks4", "https")) {
      assertThatThrownBy(() -> fetch(scheme + "://PROXY"))
          .hasMessageContaining(
              "http_proxy=%s://127.0.0.1:%d is a proxy of a kind that Graft cannot go through"
                  .formatted(scheme, proxy.getAddress().getPort()));
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> fetch("http://127.0.0.1:1"))
        .hasMessageContaining(
            "connection refused (through the proxy http_proxy=http://127.0.0.1:1)");
  }
}
