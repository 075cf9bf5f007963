package equilibrium.ingress.http;

import equilibrium.ingress.http.HttpConfig.ForwardedHeader;
import equilibrium.ingress.net.Addresses;
import equilibrium.ingress.net.Network;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the client's address of a request. Forwarding headers are believed from trusted proxies
 * only, and are read from the right: each proxy appends the address that it saw. So the first
 * address from the right that is no trusted proxy is the client. Anybody may have written what
 * stands left of it.
 */
final class ClientAddressResolver {

  /**
   * The address that a request comes from.
   *
   * @param proxied whether a header named the address
   * @param trusted whether the address is a trusted proxy's: the request is the proxy's own, or the
   *     proxy did not name its client
   */
  record Origin(InetAddress address, boolean proxied, boolean trusted) {}

  private static final Pattern WITH_PORT = Pattern.compile("([\\d.]+):\\d{1,5}");
  private static final Pattern BRACKETS = Pattern.compile("\\[(?<inside>[^\\]]*)\\](:\\d{1,5})?");
  private static final Pattern FOR =
      Pattern.compile(
          "(?i)(?:^|;)\\s*for\\s*=\\s*(?:\"(?<quoted>[^\"]*)\"|(?<token>[^\\s\";]*))\\s*(?:;|$)");

  /** Addresses that are read of a header; no chain of proxies is that long. */
  private static final int MOST_HOPS = 16;

  /** Length of one address of a header, with its parameters. */
  private static final int MOST_CHARACTERS = 512;

  private final List<Network> proxies;
  private final ForwardedHeader header;

  ClientAddressResolver(List<Network> proxies, ForwardedHeader header) {
    this.proxies = proxies;
    this.header = header;
  }

  private boolean isTrusted(InetAddress address) {
    for (Network network : proxies) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** The origin of a request on a connection from the peer. */
  Origin of(InetAddress peer, HeaderMap headers) {
    if (!isTrusted(peer)) {
      return new Origin(peer, false, false);
    }
    var values = headers.get(name());
    return values == null ? new Origin(peer, false, true) : fromTheRight(peer, values);
  }

  private HttpString name() {
    return switch (header) {
      case X_FORWARDED_FOR -> Headers.X_FORWARDED_FOR;
      case FORWARDED -> Headers.FORWARDED;
    };
  }

  /** Follows the addresses for as long as a trusted proxy wrote them. */
  private Origin fromTheRight(InetAddress peer, HeaderValues lines) {
    var at = peer;
    int hops = 0;
    for (int i = lines.size() - 1; i >= 0; i--) {
      var line = lines.get(i);
      for (int end = line.length(); end >= 0; end = comma(line, end)) {
        var element = line.substring(comma(line, end) + 1, end).strip();
        if (element.isEmpty()) {
          continue; // RFC 9110, 5.6.1.2
        }
        var named = isTrusted(at) && hops++ < MOST_HOPS ? address(element) : null;
        if (named == null) { // or "unknown" or hidden: what stands further left proves nothing
          return new Origin(at, !at.equals(peer), isTrusted(at));
        }
        at = named;
      }
    }
    return new Origin(at, !at.equals(peer), isTrusted(at));
  }

  /** Index of the last comma before an index that is not in quotes; -1: none. */
  private static int comma(String line, int before) {
    boolean quoted = false;
    for (int i = before - 1; i >= 0; i--) {
      char c = line.charAt(i);
      quoted ^= c == '"';
      if (c == ',' && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private @Nullable InetAddress address(String element) {
    return switch (header) {
      case X_FORWARDED_FOR -> node(element);
      case FORWARDED -> {
        var match = FOR.matcher(element);
        if (element.length() > MOST_CHARACTERS || !match.find()) {
          yield null;
        }
        var quoted = match.group("quoted");
        yield node(quoted == null ? match.group("token") : quoted);
      }
    };
  }

  /** A node (RFC 7239 6), with or without its port; null: unknown, hidden or malformed. */
  private static @Nullable InetAddress node(String text) {
    var brackets = BRACKETS.matcher(text);
    if (brackets.matches()) {
      return Addresses.literal(brackets.group("inside"));
    }
    var withPort = WITH_PORT.matcher(text);
    return Addresses.literal(withPort.matches() ? withPort.group(1) : text);
  }
}
