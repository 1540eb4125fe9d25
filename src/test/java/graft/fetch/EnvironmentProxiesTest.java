package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
  @Test
  void takesTheVariableOfTheScheme() {
    Map<String, String> environment =
        Map.of("https_proxy", "http://proxy.lan:3128/", "HTTP_PROXY", "other.lan:8080");
    assertThat(address(environment, "https://mirror.org/x")).hasToString(of("proxy.lan", 3128));
    assertThat(address(environment, "http://mirror.org/x")).hasToString(of("other.lan", 8080));
  }

  @ParameterizedTest
  @CsvSource({
    "mirror.org, mirror.org, true",
    "mirror.org, a.mirror.org, true",
    ".mirror.org, a.mirror.org, true",
    "mirror.org, mymirror.org, false",
    "'a.com, mirror.org', mirror.org, true",
    "*, mirror.org, true",
    "'', mirror.org, false",
    "'', localhost, true",
    "'', 127.0.0.1, true",
  })
  void honoursNoProxy(String exempt, String host, boolean direct) {
    Map<String, String> environment = Map.of("http_proxy", "http://p:1", "no_proxy", exempt);
    assertThat(address(environment, "http://" + host + "/") == null).isEqualTo(direct);
  }

  @ParameterizedTest
  @CsvSource({"''", "'not a proxy'", "http://", "':::'"})
  void goesDirectWhereTheVariableIsNoAddress(String value) {
    assertThat(address(Map.of("http_proxy", value), "http://mirror.org/")).isNull();
  }

  private static String of(String host, int port) {
    return InetSocketAddress.createUnresolved(host, port).toString();
  }

  private static InetSocketAddress address(Map<String, String> environment, String uri) {
    Proxy proxy = EnvironmentProxies.selector(environment).select(URI.create(uri)).get(0);
    return (InetSocketAddress) proxy.address();
  }
}
