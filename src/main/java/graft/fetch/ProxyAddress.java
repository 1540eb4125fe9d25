package graft.fetch;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * A proxy as a variable names it: {@code http://user:password@host:port}.
 *
 * @param variable such as https_proxy
 * @param scheme how it is talked to, in small letters; http where the variable has none
 * @param address not looked up yet
 * @param user with a password behind a colon, perhaps
 */
record ProxyAddress(
    String variable, String scheme, InetSocketAddress address, Optional<String> user) {
  private static final int DEFAULT_PORT = 1080; // curl's

  /** Empty for what is no address, as curl takes it. */
  static Optional<ProxyAddress> parse(String variable, String value) {
    try {
      URI uri = URI.create(value.contains("://") ? value.strip() : "http://" + value.strip());
      if (uri.getHost() == null) {
        return Optional.empty();
      }
      int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
      return Optional.of(
          new ProxyAddress(
              variable,
              uri.getScheme().toLowerCase(Locale.ROOT),
              new InetSocketAddress(uri.getHost(), port),
              Optional.ofNullable(uri.getRawUserInfo())));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it is of the kind that Java's client can use. */
  boolean isHttp() {
    return scheme.equals("http");
  }

  /** Of an account: what stands before the colon. */
  String name() {
    return part(0);
  }

  /** Of an account: what stands behind the colon. */
  String password() {
    return part(1);
  }

  private String part(int index) {
    String[] parts = user.orElse("").split(":", 2);
    // Their own plus signs stay: only a form's mean spaces.
    return index < parts.length
        ? URLDecoder.decode(parts[index].replace("+", "%2B"), StandardCharsets.UTF_8)
        : "";
  }

  /** For messages, without the account: "https_proxy=http://host:8080". */
  @Override
  public String toString() {
    return variable + "=" + scheme + "://" + address.getHostString() + ":" + address.getPort();
  }
}
