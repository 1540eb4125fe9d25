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
    "*.mirror.org, a.mirror.org, true",
    "*.mirror.org, mirror.org, true",
    "mirror.*, mirror.org, true",
    "*mirror*, my.mirrors.org, true",
    "m.rror.org, mirror.org, false",
    "mirror.org:80, mirror.org, true",
    "mirror.org:81, mirror.org, false",
    "mirror.org:81, mirror.org:81, true",
    "'a.com mirror.org', mirror.org, true",
    "10.0.0.0/8, 10.1.2.3, true",
    "10.0.0.0/8, 11.1.2.3, false",
    "192.168.1.128/25, 192.168.1.129, true",
    "192.168.1.128/25, 192.168.1.1, false",
    "10.1.2.3, 10.1.2.3, true",
    "0.0.0.0/0, 10.1.2.3, true",
    "10.0.0.0/33, 10.1.2.3, false",
    "10.0.0.0/x, 10.1.2.3, false",
    "10.0.0.0/8, mirror.org, false",
    "2001:db8::/32, [2001:db8::7], true",
    "2001:db8::/32, [2001:db9::7], false",
    "[2001:db8::7]:80, [2001:db8::7], true",
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

  @Test
  void takesAllProxyWhereTheSchemeHasNone() {
    assertThat(address(Map.of("ALL_PROXY", "http://p.lan:1"), "https://mirror.org/"))
        .hasToString(of("p.lan", 1));
  }

  @Test
  void readsTheAccountAndKeepsItOutOfMessages() {
    ProxyAddress found =
        EnvironmentProxies.selector(Map.of("https_proxy", "http://ann%40lab:a+b%3Ac@p.lan:3128"))
            .proxy(URI.create("https://mirror.org/"))
            .orElseThrow();
    assertThat(found.name()).isEqualTo("ann@lab");
    assertThat(found.password()).isEqualTo("a+b:c");
    assertThat(found).hasToString("https_proxy=http://p.lan:3128");
  }

  private static String of(String host, int port) {
    return InetSocketAddress.createUnresolved(host, port).toString();
  }

  private static InetSocketAddress address(Map<String, String> environment, String uri) {
    Proxy proxy = EnvironmentProxies.selector(environment).select(URI.create(uri)).get(0);
    return (InetSocketAddress) proxy.address();
  }
}
