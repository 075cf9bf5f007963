package equilibrium.ingress.net;

import equilibrium.platform.Settings;

/**
 * Where HTTP and UDP listen.
 *
 * @param port 0 to 65535; 0: any free one
 */
public record ListenAddress(String host, int port) {

  public static ListenAddress from(Settings settings) {
    return new ListenAddress(
        settings.text("ingress.host", "0.0.0.0"),
        settings.integer("ingress.port", 6969, 0, 65_535));
  }

  /** The same host at another port. */
  public ListenAddress at(int otherPort) {
    return new ListenAddress(host, otherPort);
  }

  /** The host as URLs have it; for a host that stands for all addresses, the loopback address. */
  public String hostInUrl() {
    return switch (host) {
      case "0.0.0.0", "::" -> "127.0.0.1";
      default -> host.indexOf(':') < 0 ? host : "[" + host + "]";
    };
  }
}
