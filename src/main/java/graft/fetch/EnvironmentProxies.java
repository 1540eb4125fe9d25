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
import java.util.stream.Stream;

/**
 * The proxies that the variables http_proxy, https_proxy, all_proxy and no_proxy name, as curl, pip
 * and apt take them; Java by itself only looks at its system properties, which come first here too.
 */
final class EnvironmentProxies extends ProxySelector {
  private static final String ALL = "all_proxy";

  private final Map<String, String> environment;
  private final ProxySelector properties;

  private EnvironmentProxies(Map<String, String> environment, ProxySelector properties) {
    this.environment = environment;
    this.properties = properties;
  }

  static EnvironmentProxies selector(Map<String, String> environment) {
    return new EnvironmentProxies(environment, ProxySelector.getDefault());
  }

  @Override
  public List<Proxy> select(URI uri) {
    List<Proxy> named = properties == null ? List.of(Proxy.NO_PROXY) : properties.select(uri);
    if (!named.equals(List.of(Proxy.NO_PROXY))) {
      return named;
    }
    return proxy(uri)
        .filter(ProxyAddress::isHttp)
        .map(found -> List.of(new Proxy(Proxy.Type.HTTP, found.address())))
        .orElse(named);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The transfer reports it.
  }

  /** The proxy that the variables name for an address; empty where it is reached without one. */
  Optional<ProxyAddress> proxy(URI uri) {
    NoProxy exempt = new NoProxy(variable("no_proxy").map(Named::value).orElse(""));
    if (uri.getHost() == null || exempt.holds(uri)) {
      return Optional.empty();
    }
    return variable(uri.getScheme() + "_proxy")
        .or(() -> variable(ALL))
        .flatMap(named -> ProxyAddress.parse(named.name(), named.value()));
  }

  /** Of the proxy at an address its name with an account, if a variable has one. */
  Optional<ProxyAddress> at(String host, int port) {
    return accounts().filter(proxy -> isAt(proxy.address(), host, port)).findFirst();
  }

  /** Whether a variable has an account. */
  boolean haveAccount() {
    return accounts().findAny().isPresent();
  }

  private Stream<ProxyAddress> accounts() {
    return Stream.of("http_proxy", "https_proxy", ALL)
        .flatMap(name -> variable(name).stream())
        .flatMap(named -> ProxyAddress.parse(named.name(), named.value()).stream())
        .filter(proxy -> proxy.user().isPresent());
  }

  private static boolean isAt(InetSocketAddress address, String host, int port) {
    return address.getHostString().equalsIgnoreCase(host) && address.getPort() == port;
  }

  private record Named(String name, String value) {}

  private Optional<Named> variable(String name) {
    return List.of(name, name.toUpperCase(Locale.ROOT)).stream()
        .map(each -> new Named(each, environment.getOrDefault(each, "")))
        .filter(named -> !named.value().isBlank())
        .findFirst();
  }
}
