package equilibrium.testing.client;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * Reaches a tracker on this machine over HTTP and UDP, which have the same port.
 *
 * @param from source address of all requests
 */
public record TrackerClient(InetSocketAddress tracker, InetAddress from) {
  public static final InetAddress IPV4 = InetAddress.ofLiteral("127.0.0.1");
  public static final InetAddress IPV6 = InetAddress.ofLiteral("::1");

  private static final int PATIENCE_MS = 8_000;

  /** Over IPv4, from 127.0.0.1. */
  public static TrackerClient of(int port) {
    return of(port, IPV4);
  }

  /** Over the family of the source address. */
  public static TrackerClient of(int port, InetAddress from) {
    var tracker = from instanceof Inet4Address ? IPV4 : IPV6;
    return new TrackerClient(new InetSocketAddress(tracker, port), from);
  }

  /** Of an announce URL with an address of this machine. */
  public static TrackerClient of(URI url) throws IOException {
    return of(url.getPort(), InetAddress.getByName(url.getHost()));
  }

  /** Waits 8 s for a reply. */
  public Socket connect() throws IOException {
    var socket = new Socket();
    socket.setReuseAddress(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.bind(new InetSocketAddress(from, 0));
    socket.connect(tracker, PATIENCE_MS);
    return socket;
  }

  /** Sends on a connection of its own, and reads until the tracker closes; one char is one byte. */
  public String send(String request) throws IOException {
    try (var socket = connect()) {
      RawHttp.write(socket, request);
      return RawHttp.readAll(socket);
    }
  }

  /** The whole response to a GET of HTTP/1.0 with a {@code Host}, as clients send it. */
  public String get(String target, String... headers) throws IOException {
    var all = new ArrayList<String>(List.of("Host: t"));
    all.addAll(List.of(headers));
    return send(RawHttp.request("GET", target, "1.0", all.toArray(String[]::new)));
  }

  /** A UDP socket on a free port. */
  public UdpClient udp() {
    return new UdpClient(tracker, from);
  }
}
