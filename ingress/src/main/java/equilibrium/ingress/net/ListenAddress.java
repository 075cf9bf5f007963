package equilibrium.ingress.net;

import equilibrium.platform.Settings;
import java.util.List;

/**
 * Where HTTP and UDP listen.
 *
 * @param port 0 to 65535; 0: any free one
 */
public record ListenAddress(String host, int port) {

  public static ListenAddress from(Settings settings) {
    return new ListenAddress(
        settings.text(
            "ingress.host",
            "address that listens for HTTP, HTTPS and UDP; 0.0.0.0: every address, of IPv6 too",
            "0.0.0.0"),
        settings.integer(
            "ingress.port", "port of HTTP and of UDP; 0: any free port", 6969, 0, 65_535));
  }

  /** The same host at another port. */
  public ListenAddress at(int otherPort) {
    return new ListenAddress(host, otherPort);
  }

  /**
   * The URLs that clients on this machine may announce to: one each of HTTP, UDP and, if it is
   * served, HTTPS.
   *
   * @param httpsPort 0: no HTTPS
   */
  public List<String> announceUrls(int httpsPort) {
    var http = "http://%s:%d/announce".formatted(hostInUrl(), port);
    var udp = "udp://%s:%d/announce".formatted(hostInUrl(), port);
    return httpsPort == 0
        ? List.of(http, udp)
        : List.of(http, udp, "https://%s:%d/announce".formatted(hostInUrl(), httpsPort));
  }

  /**
   * The host as URLs have it: IPv6 in brackets (RFC 3986 3.2.2), and the loopback address for a
   * host that stands for all addresses.
   */
  private String hostInUrl() {
    return switch (host) {
      case "0.0.0.0", "::" -> "127.0.0.1";
      default -> host.indexOf(':') < 0 ? host : "[" + host + "]";
    };
  }
}
