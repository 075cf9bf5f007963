package equilibrium.standalone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.SplittableRandom;

/** Announces of random torrents, as many as one thread can; each returns how many it sent. */
final class Flood {
  private final InetSocketAddress tracker;
  private final UdpWire wire;

  Flood(InetSocketAddress tracker) {
    this.tracker = tracker;
    this.wire = new UdpWire(tracker);
  }

  /** From one address after another, as a botnet would; each connects and announces. */
  long udp(long untilNs) {
    var random = new SplittableRandom(3);
    long sent = 0;
    while (System.nanoTime() < untilNs) {
      var from = new InetSocketAddress(Loopback.ipv4(0x7f400000 | random.nextInt(1 << 16)), 0);
      try (var socket = new DatagramSocket(from)) {
        socket.setSoTimeout(1_000);
        long id = wire.connect(socket);
        for (int i = 0; i < 2_000 && System.nanoTime() < untilNs; i++) {
          byte[] hash = new byte[20];
          random.nextBytes(hash);
          wire.send(socket, UdpWire.announce(id, new String(hash, ISO_8859_1), 2).flip());
          sent++;
        }
      } catch (IOException _) {
        // a flooder does not mind
      }
    }
    return sent;
  }

  long http(long untilNs) {
    var random = new SplittableRandom(4);
    long sent = 0;
    while (System.nanoTime() < untilNs) {
      var from = Loopback.ipv4(0x7f500000 | random.nextInt(1 << 16));
      try (var socket = new Socket()) {
        socket.setSoTimeout(1_000);
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(tracker);
        var request =
            "GET /announce?info_hash=%020d&peer_id=%020d&port=7000&left=9 HTTP/1.0\r\n\r\n"
                .formatted(random.nextLong(Long.MAX_VALUE), random.nextLong(Long.MAX_VALUE));
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        socket.getInputStream().readAllBytes();
        sent++;
      } catch (IOException _) {
        // a flooder does not mind
      }
    }
    return sent;
  }
}
