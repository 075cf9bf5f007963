package equilibrium.bench.load;

import java.net.InetSocketAddress;

/**
 * Where announces go.
 *
 * @param address of HTTP and UDP, IPv4
 * @param path of announces over HTTP, without a query
 * @param httpsPort 0: no HTTPS
 * @param ownSources whether announces leave from many addresses of 127.1.0.0/16, not from one that
 *     the system chooses
 */
public record Target(InetSocketAddress address, String path, int httpsPort, boolean ownSources) {
  /** The usual path of announces. */
  public static final String ANNOUNCE = "/announce";

  private static final int FIRST_SOURCE = 0x7f010000;
  private static final int SOURCES_PER_NET = 250;

  /** The IPv4 address of source number n. */
  static int source(int number) {
    return FIRST_SOURCE + ((number / SOURCES_PER_NET) << 8) + number % SOURCES_PER_NET + 1;
  }

  /** The tracker's IPv4 address as a number. */
  int ipv4() {
    int number = 0;
    for (byte part : address.getAddress().getAddress()) {
      number = (number << 8) | (part & 0xff);
    }
    return number;
  }
}
