package graft.fetch;

import graft.fuzz.Input;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The variables that name proxies, and what is exempt from them. */
public final class ProxyFuzz {
  private static final URI ADDRESS = URI.create("https://192.168.7.9:8443/x");

  private ProxyFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    String exempt = text.lines().findFirst().orElse("");
    Input.read(
        input,
        () -> {
          boolean holds = new NoProxy(exempt).holds(ADDRESS);
          Map<String, String> variables = Map.of("no_proxy", exempt, "http_proxy", "http://[::1]");
          boolean named =
              EnvironmentProxies.selector(variables)
                  .proxy(URI.create("http://192.168.7.9:8443/x"))
                  .isPresent();
          Input.require(named != holds, "a proxy for what is exempt, or none for what is not");
        });
  }
}
