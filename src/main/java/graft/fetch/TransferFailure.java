package graft.fetch;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says why a transfer failed, and through which proxy it went. */
record TransferFailure(EnvironmentProxies proxies) {
  /** A proxy of a kind that Java's client would take for another. */
  Optional<String> obstacle(URI address) {
    return proxies
        .proxy(address)
        .filter(proxy -> !proxy.isHttp())
        .map(
            proxy ->
                "%s is a proxy of a kind that Graft cannot go through; expected http://HOST:PORT"
                    .formatted(proxy));
  }

  /** A proxy that fails is easily taken for a mirror that does. */
  String via(URI address) {
    return proxies.proxy(address).map(proxy -> " (through the proxy " + proxy + ")").orElse("");
  }

  /** Why a transfer failed. */
  String reason(Throwable failure, URI address) {
    return words(failure) + via(address);
  }

  private static String words(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "name not resolved";
      }
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "no connection in time";
    }
    if (failure instanceof FetchException
        || failure instanceof HttpTransfer.StatusException
        || failure instanceof HttpTimeoutException) {
      return failure.getMessage();
    }
    if (failure instanceof ConnectException) {
      return "connection refused";
    }
    return "the connection failed (" + failure.getMessage() + ")";
  }

  /** Each reason once, after the hosts that it holds for. */
  static String summary(Map<URI, String> failures) {
    Map<String, String> hosts = new LinkedHashMap<>();
    failures.forEach(
        (mirror, reason) ->
            hosts.merge(reason, mirror.getAuthority(), (some, more) -> some + ", " + more));
    return hosts.entrySet().stream()
        .map(entry -> entry.getValue() + ": " + entry.getKey())
        .collect(Collectors.joining("; "));
  }
}
