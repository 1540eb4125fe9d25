package graft.fetch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The proxies that the variables http_proxy, https_proxy and no_proxy name, as curl, pip and apt
 * take them; Java by itself only looks at its system properties, which come first here too.
 */
final class EnvironmentProxies extends ProxySelector {
  private static final int DEFAULT_PORT = 1080; // curl's

  private final Map<String, String> environment;
  private final ProxySelector properties;

  private EnvironmentProxies(Map<String, String> environment, ProxySelector properties) {
    this.environment = environment;
    this.properties = properties;
  }

  static ProxySelector selector(Map<String, String> environment) {
    return new EnvironmentProxies(environment, ProxySelector.getDefault());
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> named = properties == null ? List.of(Proxy.NO_PROXY) : properties.select(uri);
    if (!named.equals(List.of(Proxy.NO_PROXY)) || isExempt(uri)) {
      return named;
    }
    return variable(uri.getScheme() + "_proxy").flatMap(EnvironmentProxies::parse).stream()
        .findFirst()
        .map(List::of)
        .orElse(named);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The transfer reports it.
  }

  private boolean isExempt(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.equals("localhost") || host.startsWith("127.")) {
      return true;
    }
    for (String entry : variable("no_proxy").orElse("").toLowerCase(Locale.ROOT).split(",", -1)) {
      String domain = entry.strip();
      if (domain.equals("*") || domain.equals(host)) {
        return true;
      }
      if (!domain.isEmpty() && host.endsWith(domain.startsWith(".") ? domain : "." + domain)) {
        return true;
      }
    }
    return false;
  }

  private Optional<String> variable(String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      value = environment.get(name.toUpperCase(Locale.ROOT));
    }
    return Optional.ofNullable(value).filter(text -> !text.isBlank());
  }

  private static Optional<Proxy> parse(String value) {
    try {
      URI uri = URI.create(value.contains("://") ? value : "http://" + value);
      if (uri.getHost() == null) {
        return Optional.empty();
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      return Optional.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(uri.getHost(), port)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // as curl does with what it cannot read
    }
  }
}
