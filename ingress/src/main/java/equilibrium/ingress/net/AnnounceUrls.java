package equilibrium.ingress.net;

import java.util.ArrayList;
import java.util.List;

/** The URLs that clients announce to. */
public final class AnnounceUrls {

  /**
   * One URL each of HTTP, UDP and, if it is served, HTTPS, in this order.
   *
   * @param host where the tracker listens; for every address, the URLs name 127.0.0.1
   * @param port of HTTP and UDP
   * @param httpsPort 0: no HTTPS
   */
  public static List<String> of(String host, int port, int httpsPort) {
    var name = inUrl(host);
    var urls = new ArrayList<String>();
    urls.add("http://%s:%d/announce".formatted(name, port));
    urls.add("udp://%s:%d/announce".formatted(name, port));
    if (httpsPort != 0) {
      urls.add("https://%s:%d/announce".formatted(name, httpsPort));
    }
    return List.copyOf(urls);
  }

  /** RFC 3986 3.2.2: an IPv6 address stands in brackets. */
  private static String inUrl(String host) {
    return switch (host) {
      case "0.0.0.0", "::" -> "127.0.0.1";
      default -> host.indexOf(':') < 0 ? host : "[" + host + "]";
    };
  }

  private AnnounceUrls() {}
}
