package equilibrium.ingress.http.connection;

import equilibrium.ingress.net.Network;
import equilibrium.platform.Settings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TCP connections are accepted. Times are real ones.
 *
 * @param most connections at a time, over HTTP and HTTPS together
 * @param perAddress connections of one IPv4 address or IPv6 /64 at a time
 * @param trustedProxies networks whose PROXY and forwarding headers are believed
 * @param proxyProtocol whether trusted proxies send a PROXY header before HTTP or TLS
 * @param times after which a connection is closed
 * @param https null: plain HTTP only
 */
public record ConnectionConfig(
    int most,
    int perAddress,
    List<Network> trustedProxies,
    ProxyProtocol proxyProtocol,
    Times times,
    @Nullable Https https) {

  /** The PROXY protocol, versions 1 and 2; of trusted proxies only. */
  public enum ProxyProtocol {
    OFF,
    OPTIONAL,
    REQUIRED
  }

  /**
   * After which a connection is closed.
   *
   * @param request from the first byte of a request, or of a handshake, to its last
   * @param idle without a request
   * @param proxyIdle the same for a trusted proxy, which keeps connections to use them again
   */
  public record Times(Duration request, Duration idle, Duration proxyIdle) {}

  /**
   * The port of HTTPS and its certificate.
   *
   * @param certificate PEM: the tracker's own certificate first, then those of its issuers
   * @param key PEM: PKCS#8, not encrypted
   */
  public record Https(int port, Path certificate, Path key) {}

  /** Reads {@code https}, the proxies and times of {@code http}, and the limits of connections. */
  public static ConnectionConfig from(Settings settings) {
    var config =
        new ConnectionConfig(
            settings.integer(
                "limits.connections", "HTTP connections at a time", 20_000, 1, 1_000_000),
            settings.integer(
                "limits.connections-per-address",
                "HTTP connections of one IPv4 address or IPv6 /64 at a time",
                128,
                1,
                1_000_000),
            networks(settings),
            settings.choice(
                "http.proxy-protocol",
                "whether trusted proxies send the PROXY protocol, version 1 or 2, before HTTP or"
                    + " TLS",
                ProxyProtocol.OFF),
            times(settings),
            https(settings));
    if (config.proxyProtocol() != ProxyProtocol.OFF && config.trustedProxies().isEmpty()) {
      settings.problem(
          "http.proxy-protocol is on, expected the proxies' networks in http.trusted-proxies");
    }
    return config;
  }

  /** Whether an address is a trusted proxy's. */
  boolean isTrusted(InetAddress address) {
    for (var network : trustedProxies) {
      if (network.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Https https(Settings settings) {
    var certificate =
        settings.text(
            "https.certificate",
            "PEM file: the tracker's certificate, then the intermediate certificates; empty: no"
                + " HTTPS",
            "");
    var key =
        settings.text(
            "https.key", "PEM file: the private key, PKCS#8, RSA or EC, not encrypted", "");
    int port =
        settings.integer("https.port", "TCP port of HTTPS; 0: any free port", 6970, 0, 65_535);
    if (certificate.isEmpty() != key.isEmpty()) {
      settings.problem("https.certificate and https.key: expected both files or none");
    }
    return certificate.isEmpty() || key.isEmpty()
        ? null
        : new Https(port, Path.of(certificate), Path.of(key));
  }

  private static List<Network> networks(Settings settings) {
    var key = "http.trusted-proxies";
    var texts =
        settings.list(
            key,
            "networks whose proxies are believed when they name a client, such as 10.0.0.0/8",
            List.of());
    var networks = new ArrayList<Network>();
    for (var text : texts) {
      try {
        networks.add(Network.parse(text));
      } catch (IllegalArgumentException e) {
        settings.problem("%s: %s".formatted(key, e.getMessage()));
      }
    }
    return List.copyOf(networks);
  }

  private static Times times(Settings settings) {
    var least = Duration.ofMillis(100);
    return new Times(
        settings.duration(
            "http.request-time",
            "real time for a request, TLS handshake or PROXY header; then the connection is closed",
            Duration.ofSeconds(5),
            least,
            Duration.ofSeconds(9)),
        settings.duration(
            "http.idle-time",
            "real time without a request after which a connection is closed",
            Duration.ofSeconds(10),
            least,
            Duration.ofMinutes(10)),
        settings.duration(
            "http.proxy-idle-time",
            "the same for a connection of a trusted proxy",
            Duration.ofSeconds(75),
            least,
            Duration.ofHours(1)));
  }
}
