package equilibrium.standalone;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** This machine's own address, in either family. */
enum Loopback {
  IPV4("127.0.0.1", "127.0.0.1"),
  IPV6("::1", "[::1]");

  private final String address;
  private final String inUrl;

  Loopback(String address, String inUrl) {
    this.address = address;
    this.inUrl = inUrl;
  }

  String address() {
    return address;
  }

  String inUrl() {
    return inUrl;
  }

  /** Any of 127.0.0.0/8, all of which are this machine's. */
  static InetAddress ipv4(int address) {
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(4).putInt(address).array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The URL with a name in place of an IPv6 address, as URLs of trackers are. For such addresses
   * libtorrent sends a Host header without brackets and a TLS server name, which are no good HTTP
   * and TLS.
   */
  static String named(String url) {
    return url.replace(IPV6.inUrl, "ip6-localhost");
  }
}
