package graft.fetch;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the variable no_proxy exempts, as the programs take it that read it: names and all below
 * them, {@code *}, {@code *.name}, with a port or not, and addresses by number, with the length of
 * a network's prefix or not (CIDR, RFC 4632).
 */
final class NoProxy {
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+|\\[?[0-9a-f.]*:[0-9a-f:.]*]?");
  private static final Pattern PORT = Pattern.compile("(\\[.*]|[^:]*):([0-9]+)");
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private final String[] entries;

  NoProxy(String value) {
    this.entries = value.toLowerCase(Locale.ROOT).split("[,\\s]+", -1);
  }

  /** Whether an address is reached without a proxy; this machine always is. */
  boolean holds(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
      return true;
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : uri.getScheme().equals("http") ? HTTP : HTTPS;
    return Arrays.stream(entries)
        .filter(entry -> !entry.isEmpty())
        .anyMatch(entry -> holds(entry, host, port));
  }

  private static boolean holds(String entry, String host, int port) {
    Matcher withPort = PORT.matcher(entry);
    if (withPort.matches()) {
      return Integer.toString(port).equals(withPort.group(2)) && named(withPort.group(1), host);
    }
    return named(entry, host);
  }

  private static boolean named(String entry, String host) {
    if (entry.equals("*") || entry.equals(host)) {
      return true;
    }
    if (NUMBERS.matcher(host).matches()) {
      return inNetwork(entry, host);
    }
    String domain = entry.startsWith("*.") ? entry.substring(1) : entry;
    if (domain.contains("*")) {
      return host.matches(Pattern.quote(domain).replace("*", "\\E.*\\Q"));
    }
    String suffix = domain.startsWith(".") ? domain : "." + domain;
    return host.endsWith(suffix) || suffix.equals("." + host);
  }

  private static boolean inNetwork(String entry, String host) {
    String[] parts = entry.split("/", 2);
    Optional<byte[]> network = bytes(parts[0]);
    Optional<byte[]> address = bytes(host);
    if (network.isEmpty() || address.isEmpty() || network.get().length != address.get().length) {
      return false;
    }
    int bits = 8 * network.get().length;
    int prefix = bits;
    if (parts.length > 1) {
      if (!parts[1].matches("[0-9]{1,3}") || Integer.parseInt(parts[1]) > bits) {
        return false;
      }
      prefix = Integer.parseInt(parts[1]);
    }
    return prefix(network.get(), bits - prefix).equals(prefix(address.get(), bits - prefix));
  }

  private static BigInteger prefix(byte[] address, int rest) {
    return new BigInteger(1, address).shiftRight(rest);
  }

  /** Of an address by number, for which no name is looked up. */
  private static Optional<byte[]> bytes(String text) {
    if (!NUMBERS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text.replaceAll("[\\[\\]]", "")).getAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
