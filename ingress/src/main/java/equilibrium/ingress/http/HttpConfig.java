package equilibrium.ingress.http;

import equilibrium.ingress.net.Network;
import equilibrium.platform.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the HTTP side runs. Its times are real ones.
 *
 * @param https null: plain HTTP only
 * @param trustedProxies who is believed when it says for whom it speaks
 * @param forwarded the header that they say it with
 * @param proxyProtocol whether they say it before the first byte of HTTP or TLS
 * @param connections connections at a time, at most, over HTTP and HTTPS together
 * @param perAddress connections of one IPv4 address or IPv6 /64 at a time
 * @param times after which a connection is closed
 * @param list of all torrents; null: nobody gets it
 */
public record HttpConfig(
    @Nullable Https https,
    List<Network> trustedProxies,
    ForwardedHeader forwarded,
    ProxyProtocol proxyProtocol,
    int connections,
    int perAddress,
    Times times,
    @Nullable WholeList list) {

  /**
   * Where HTTPS listens and what it shows.
   *
   * @param certificate PEM: the tracker's own certificate first, then those that vouch for it
   * @param key PEM: PKCS#8, not encrypted
   */
  public record Https(int port, Path certificate, Path key) {}

  /** The header that trusted proxies write. A client can write the other one, so one only. */
  public enum ForwardedHeader {
    X_FORWARDED_FOR,
    FORWARDED
  }

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
   * The list of all torrents.
   *
   * @param interval how often it may be asked for
   * @param longest for so long it is written; a client that takes longer gets only a part
   */
  public record WholeList(Duration interval, Duration longest) {}

  /** Reads {@code https}, {@code http}, {@code scrape} and the limit of connections. */
  public static HttpConfig from(Settings settings) {
    var config =
        new HttpConfig(
            https(settings),
            networks(settings, "http.trusted-proxies"),
            settings.choice("http.forwarded-header", ForwardedHeader.X_FORWARDED_FOR),
            settings.choice("http.proxy-protocol", ProxyProtocol.OFF),
            settings.integer("limits.connections", 20_000, 1, 1_000_000),
            settings.integer("limits.connections-per-address", 128, 1, 1_000_000),
            times(settings),
            list(settings));
    if (config.proxyProtocol() != ProxyProtocol.OFF && config.trustedProxies().isEmpty()) {
      settings.problem(
          "http.proxy-protocol is on, expected the proxies' networks in http.trusted-proxies");
    }
    return config;
  }

  private static @Nullable Https https(Settings settings) {
    var certificate = settings.text("https.certificate", "");
    var key = settings.text("https.key", "");
    int port = settings.integer("https.port", 6970, 0, 65_535);
    if (certificate.isEmpty() != key.isEmpty()) {
      settings.problem("https.certificate and https.key: expected both files or none");
    }
    return certificate.isEmpty() || key.isEmpty()
        ? null
        : new Https(port, Path.of(certificate), Path.of(key));
  }

  private static List<Network> networks(Settings settings, String key) {
    var networks = new ArrayList<Network>();
    for (var text : settings.list(key, List.of())) {
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
        settings.duration("http.request-time", Duration.ofSeconds(5), least, Duration.ofSeconds(9)),
        settings.duration("http.idle-time", Duration.ofSeconds(10), least, Duration.ofMinutes(10)),
        settings.duration(
            "http.proxy-idle-time", Duration.ofSeconds(75), least, Duration.ofHours(1)));
  }

  private static @Nullable WholeList list(Settings settings) {
    boolean allowed = settings.flag("scrape.full", false);
    var second = Duration.ofSeconds(1);
    var list =
        new WholeList(
            settings.duration(
                "scrape.full-interval", Duration.ofMinutes(15), second, Duration.ofDays(7)),
            settings.duration(
                "scrape.full-time", Duration.ofMinutes(5), second, Duration.ofHours(1)));
    return allowed ? list : null;
  }
}
