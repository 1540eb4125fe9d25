package graft.fetch;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.http.HttpClient;
import java.util.Optional;

/** Gives a proxy the name and the password that its variable has, and nobody else. */
final class ProxyAccount extends Authenticator {
  /** Java sends no password to a proxy for an https address unless this is empty. */
  private static final String DISABLED = "jdk.http.auth.tunneling.disabledSchemes";

  private final EnvironmentProxies proxies;

  private ProxyAccount(EnvironmentProxies proxies) {
    this.proxies = proxies;
  }

  /** A client that goes through the proxies, with their accounts. */
  static HttpClient.Builder into(HttpClient.Builder client, EnvironmentProxies proxies) {
    client.proxy(proxies);
    if (!proxies.haveAccount()) {
      return client;
    }
    if (System.getProperty(DISABLED) == null) {
      System.setProperty(DISABLED, ""); // as curl and apt do
    }
    return client.authenticator(new ProxyAccount(proxies));
  }

  @Override
  protected PasswordAuthentication getPasswordAuthentication() {
    return Optional.of(getRequestorType())
        .filter(RequestorType.PROXY::equals)
        .flatMap(proxy -> proxies.at(getRequestingHost(), getRequestingPort()))
        .map(proxy -> new PasswordAuthentication(proxy.name(), proxy.password().toCharArray()))
        .orElseGet(super::getPasswordAuthentication); // none
  }
}
